package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.EventLoad;
import io.tidemark.benchmarks.EventPublisher;
import io.tidemark.benchmarks.Options;
import io.tidemark.benchmarks.Report;
import io.tidemark.benchmarks.faults.Rig;
import io.tidemark.benchmarks.faults.Role;
import io.tidemark.projection.imports.KafkaSink;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What readers see of a rebuild, of the switch to it, and of the way back. */
@Command(
    name = "switch",
    mixinStandardHelpOptions = true,
    description = {
      "Users of three query processes throughout a rebuild, a switch and a roll-back, under load;"
          + " each answer is looked at.",
      "Exit codes: 0 no error, nothing older than before, no mixture of generations; 1 not so."
    })
public final class SwitchCommand implements Callable<Integer> {

  private static final ZoneId ELSEWHERE = ZoneId.of("America/New_York");
  private static final int TO_AND_FRO = 8;

  @Mixin private Options options = new Options();

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "of the history (300000; with --quick 30000)")
  private @Nullable Integer events;

  @Option(names = "--rate", paramLabel = "N", description = "events a second (${DEFAULT-VALUE})")
  private int rate = 1_000;

  @Option(names = "--users", paramLabel = "N", description = "who read (${DEFAULT-VALUE})")
  private int users = 50;

  /** What was done meanwhile. */
  private record Course(
      List<Phase> phases, double filled, double compared, long differences, List<Double> switches) {

    boolean isWell() {
      return phases.stream().allMatch(Phase::isWell) && differences > 0;
    }
  }

  @Override
  public Integer call() throws Exception {
    try (var workplace = options.workplace()) {
      Path folder = workplace.folder().resolve("switch");
      EnumSet<Role> roles = EnumSet.of(Role.PROJECTOR_1);
      roles.addAll(Role.ALL_QUERIES);
      try (Rig rig = Rig.asDeployed(folder, roles);
          KafkaSink sink = KafkaSink.connect(rig.bootstrap(), Map.of())) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        EventPublisher out = new EventPublisher("/benchmark/past", List.of(sink));
        Past past = new Past(today, out, List.of(ZoneOffset.UTC, ELSEWHERE));
        past.publish(events != null ? events : options.isQuick() ? 30_000 : 300_000);
        awaitFolded(rig, out.published());
        // from now on it folds what serves by days of UTC, and would rebuild by those of New York
        rig.give(Role.PROJECTOR_1, "--tidemark.calendar.zone=" + ELSEWHERE);
        rig.service(Role.PROJECTOR_1).stop();
        rig.service(Role.PROJECTOR_1).start();
        rig.service(Role.PROJECTOR_1).awaitHealthy();
        try (EventLoad load = EventLoad.start(rig.bootstrap(), rate)) {
          Course course = run(rig, past);
          report(course, out.published(), load.eventsPerSecond());
          return course.isWell() ? 0 : 1;
        }
      }
    }
  }

  private Course run(Rig rig, Past past) throws Exception {
    List<Phase> phases = new ArrayList<>();
    List<Double> switches = new ArrayList<>();
    int calm = options.isQuick() ? 4 : 10;
    try (Users readers =
            new Users(
                rig,
                users,
                Map.of(1, ZoneOffset.UTC, 2, ELSEWHERE),
                List.of(
                    Ask.live(past),
                    Ask.ofDays(past),
                    Ask.ofAccountsAndProviders(past),
                    Ask.ofAccountsAndProviders(past),
                    Ask.ofAccountsAndProviders(past)));
        Generations generations =
            new Generations(
                rig.service(Role.QUERIES).url(), rig.issuer().token("benchmark", "system.admin"))) {
      TimeUnit.SECONDS.sleep(calm); // cold JVMs, which may take too long: in no table
      phases.add(readers.begin("before"));
      TimeUnit.SECONDS.sleep(calm);

      phases.add(readers.begin("filling and comparing"));
      long start = System.nanoTime();
      int built = generations.start("a measurement");
      generations.awaitFilled(built);
      double filled = (System.nanoTime() - start) / 1e9;
      long differences = generations.verify(built);
      double compared = (System.nanoTime() - start) / 1e9;

      phases.add(readers.begin("switch"));
      readers.maySee(built);
      switches.add(seconds(() -> generations.switchTo(built)));
      TimeUnit.SECONDS.sleep(2);
      phases.add(readers.begin("after the switch"));
      TimeUnit.SECONDS.sleep(calm);

      phases.add(readers.begin("roll-back"));
      readers.maySee(1);
      switches.add(seconds(() -> generations.rollBackTo(1)));
      TimeUnit.SECONDS.sleep(2);
      phases.add(readers.begin("after the roll-back"));
      TimeUnit.SECONDS.sleep(calm);

      phases.add(readers.begin("to and fro, %d times".formatted(TO_AND_FRO)));
      for (int i = 0; i < TO_AND_FRO; i++) {
        int next = i % 2 == 0 ? built : 1;
        readers.maySee(next);
        switches.add(seconds(() -> generations.rollBackTo(next)));
        TimeUnit.MILLISECONDS.sleep(1_500);
      }
      return new Course(phases, filled, compared, differences, switches);
    }
  }

  /** Something that takes time. */
  @FunctionalInterface
  private interface Step {
    void take() throws Exception;
  }

  private static double seconds(Step step) throws Exception {
    long start = System.nanoTime();
    step.take();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void awaitFolded(Rig rig, long events) throws Exception {
    try (Connection connection = rig.connect();
        Statement select = connection.createStatement()) {
      long folded = 0;
      while (folded < events) {
        TimeUnit.MILLISECONDS.sleep(50);
        try (ResultSet rows =
            select.executeQuery("select coalesce(sum(next_offset), 0) from tidemark.position")) {
          rows.next();
          folded = rows.getLong(1);
        }
      }
    }
  }

  private void report(Course course, long history, double load) throws Exception {
    Phase before = course.phases().getFirst();
    new Report("switch", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=switch")
        .paragraph(
            String.format(
                Locale.ROOT,
                "%d users, a history of %,d events, %,.0f more a second. The rebuild was filled after"
                    + " %.1f s and compared after %.1f s; %,d cells differed, as they have to: its"
                    + " days are those of another zone. From the request to the answer the switch"
                    + " took %.0f ms, the roll-back %.0f ms, the longest of %d to and fro %.0f ms.",
                users,
                history,
                load,
                course.filled(),
                course.compared(),
                course.differences(),
                course.switches().get(0) * 1e3,
                course.switches().get(1) * 1e3,
                TO_AND_FRO,
                course.switches().stream().skip(2).mapToDouble(s -> s * 1e3).max().orElse(0)))
        .table(Phase.HEAD, course.phases().stream().map(phase -> phase.line(before)).toList())
        .publish(options.document());
  }
}
