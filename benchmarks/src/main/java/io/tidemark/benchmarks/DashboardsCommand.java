package io.tidemark.benchmarks;

import io.tidemark.benchmarks.DashboardsReport.Measured;
import io.tidemark.benchmarks.Histories.Loaded;
import io.tidemark.benchmarks.Histories.Verified;
import io.tidemark.benchmarks.Options.Workplace;
import io.tidemark.benchmarks.Question.Asked;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast the dashboards of calls and providers are answered, and whether history matters. */
@Command(
    name = "dashboards",
    mixinStandardHelpOptions = true,
    description =
        "The dashboards of calls and providers over HTTP, from memory and from rows, against SQL on"
            + " raw tables; and with a hundred times the history. Needs Debian's wrk.",
    exitCodeList = {"0:measured, every cell is right", "2:wrk is not installed"})
final class DashboardsCommand implements Callable<Integer> {

  private static final int USERS = 50;
  private static final int THINK_MILLIS = 50;

  /** Of the answers that are to be made of rows, so many may have come from memory. */
  private static final double TOLERATED = .01;

  @Mixin private Options options = new Options();

  @Option(
      names = "--only",
      paramLabel = "QUESTION",
      split = ",",
      description = "only these questions, e.g. \"overview,agents*\"")
  private List<String> only = List.of();

  @Override
  public Integer call() throws Exception {
    if (!Wrk.isInstalled("wrk")) {
      System.err.println("wrk is missing: apt-get install wrk");
      return 2;
    }
    boolean quick = options.isQuick();
    try (Workplace workplace = options.workplace();
        Histories histories = Histories.start(options, workplace.folder())) {
      Loaded loaded =
          histories.load(
              LocalDate.now(ZoneOffset.UTC), quick ? 100_000 : 1_980_000, quick ? 50_000 : 990_000);
      Verified verified = histories.verify();
      List<Question> questions = questions(loaded.today());
      HistoryGrowth growth = growth(histories, questions);
      try (RawDashboards tables = RawDashboards.copy(histories.full());
          RawUsers users = new RawUsers(histories.full())) {
        List<Measured> measured = new ArrayList<>();
        for (Question question : questions) {
          measured.add(measure(question, histories.full(), tables, users, workplace.folder()));
          System.out.println(measured.getLast());
        }
        new DashboardsReport(loaded, verified, growth, measured).publish(options);
      }
    }
    return 0;
  }

  private List<Question> questions(LocalDate today) {
    return Stream.concat(
            new CallingQuestions(today).all().stream(), new ProviderQuestions(today).all().stream())
        .filter(question -> only.isEmpty() || only.stream().anyMatch(question::matches))
        .toList();
  }

  private HistoryGrowth growth(Histories histories, List<Question> questions) throws Exception {
    HistoryGrowth growth = new HistoryGrowth(histories);
    for (Question question : questions) {
      growth.warmUp(question, options.isQuick() ? 50 : 200);
    }
    double before = histories.full().answersFromMemory();
    int asked = 0;
    int times = options.isQuick() ? 20 : 100;
    for (int round = 0; round < options.rounds(); round++) {
      for (Question question : questions) {
        growth.round(question, times);
        asked += 2 * times;
      }
    }
    requireFromRows(histories.full().answersFromMemory() - before, asked);
    return growth;
  }

  private Measured measure(
      Question question, LocalInstance instance, RawDashboards tables, RawUsers users, Path folder)
      throws Exception {
    Measured measured = new Measured(question);
    int seconds = options.isQuick() ? 1 : 2;
    List<String> others = question.others().stream().map(Asked::path).toList();
    String url = instance.url();
    String first = url + question.first().path();
    var _ = Wrk.run(folder, USERS, THINK_MILLIS, 1, first, instance.token());
    for (int round = 0; round < options.rounds(); round++) {
      measured.cached().add(Wrk.run(folder, USERS, THINK_MILLIS, seconds, first, instance.token()));
      double before = instance.answersFromMemory();
      Wrk rows = Wrk.run(folder, USERS, THINK_MILLIS, seconds, url, others, instance.token());
      requireFromRows(instance.answersFromMemory() - before, rows.requestsPerSecond() * seconds);
      measured.uncached().add(rows);
      long start = System.nanoTime();
      tables.ask(question.first().sql());
      measured.raw().add((System.nanoTime() - start) / 1e6);
      if (round == 0) {
        measured.rawUsers(users.run(USERS, THINK_MILLIS, 2 * seconds, question.others()));
      }
    }
    return measured;
  }

  private static void requireFromRows(double fromMemory, double asked) {
    if (fromMemory > asked * TOLERATED) {
      throw new IllegalStateException(
          "%,.0f of %,.0f answers came from memory".formatted(fromMemory, asked));
    }
  }
}
