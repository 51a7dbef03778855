package io.tidemark.benchmarks.faults;

import io.tidemark.benchmarks.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Breaks a deployment in every way that is known, and says what became of it. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the real processes under load, breaks them by a seeded schedule, and compares every"
          + " cell with an oracle. Then breaks one guard of Tidemark after the other, which must be"
          + " noticed.",
      "Exit codes: 0 all survived, exact and caught; 1 not so."
    })
public final class FaultsCommand implements Callable<Integer> {

  /** Those that end soon: none waits for a timeout of many seconds. */
  private static final Set<Kind> CHEAP =
      EnumSet.of(
          Kind.KILL_PROJECTOR,
          Kind.KILL_RELAY,
          Kind.KILL_QUERIES,
          Kind.KILL_POSTGRES,
          Kind.KILL_BROKER,
          Kind.ZOMBIE,
          Kind.CUT,
          Kind.SLOW,
          Kind.LOCKS,
          Kind.KILL_LOCKED,
          Kind.HELD_APPEND);

  @Option(names = "--seed", paramLabel = "N", description = "of schedules and events (a new one)")
  private long seed = System.nanoTime() & 0xffff_ffffL;

  @Option(names = "--minutes", paramLabel = "N", description = "about how long (${DEFAULT-VALUE})")
  private int minutes = 30;

  @Option(names = "--quick", description = "one schedule of what is soon over: about two minutes")
  private boolean quick;

  @Option(names = "--rate", paramLabel = "N", description = "records a second (${DEFAULT-VALUE})")
  private int rate = 250;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description = "faults of these kinds alone: ${COMPLETION-CANDIDATES}")
  private @Nullable Set<Kind> only;

  @Option(
      names = "--bugs",
      paramLabel = "BUG",
      split = ",",
      description = "these seeded bugs alone: ${COMPLETION-CANDIDATES}")
  private @Nullable Set<SeededBug> bugs;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "for servers' data, and for logs, which then stay (a temporary folder)")
  private @Nullable Path work;

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    long end = begun + Duration.ofMinutes(minutes).toNanos();
    for (String line : Machine.describe()) {
      System.out.println(line);
    }
    System.out.println("seed: " + seed);
    Path folder =
        work == null
            ? Files.createTempDirectory("tidemark-faults")
            : Files.createDirectories(work).toAbsolutePath();
    Tally tally = new Tally(seed);
    Thread atExit = new Thread(() -> tidy(folder, work != null), "tidy");
    Runtime.getRuntime().addShutdownHook(atExit); // ended from outside: nothing stays
    try {
      breakAll(folder.resolve("faults"), tally, end);
      for (SeededBug bug : bugs()) {
        Hunt.of(folder.resolve(bug.name().toLowerCase(Locale.ROOT)), bug, seed, tally);
      }
      return finish(tally, begun);
    } finally {
      Runtime.getRuntime().removeShutdownHook(atExit);
      tidy(folder, work != null || !tally.isClean());
    }
  }

  private void breakAll(Path folder, Tally tally, long end) throws Exception {
    Random random = new Random(seed);
    Set<Kind> kinds = kinds();
    try (Rig rig = Rig.start(folder, EnumSet.copyOf(Role.BROKEN), null)) {
      if (rig.disk() == null && kinds.remove(Kind.FULL_DISK)) {
        tally.impossible(Kind.FULL_DISK, "nothing may be mounted");
      }
      try (Campaign campaign = Campaign.start(rig, tally, seed, rate)) {
        boolean well = true;
        for (int round = 1; well && (round == 1 || (!quick && System.nanoTime() < end)); round++) {
          List<Fault> faults = Schedule.of(random, kinds);
          System.out.println("schedule " + round + ": " + faults);
          well = campaign.run(faults);
        }
        if (well && (only == null ? !quick : only.contains(Kind.RECREATED))) {
          campaign.recreateTopic();
        }
      }
    }
  }

  private Set<Kind> kinds() {
    Set<Kind> kinds = only == null ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(only);
    kinds.removeAll(EnumSet.of(Kind.DUPLICATES, Kind.SHUFFLES, Kind.POISON, Kind.RECREATED));
    if (quick && only == null) {
      kinds.retainAll(CHEAP);
    }
    return kinds;
  }

  private List<SeededBug> bugs() {
    return bugs != null
        ? List.copyOf(bugs)
        : quick ? SeededBug.quick() : List.copyOf(EnumSet.allOf(SeededBug.class));
  }

  private static int finish(Tally tally, long begun) {
    tally.figure(
        "took", Duration.ofSeconds((System.nanoTime() - begun) / 1_000_000_000).toString());
    System.out.println();
    System.out.println(tally.text());
    System.out.println(tally.isClean() ? "All is well." : "NOT ALL IS WELL.");
    return tally.isClean() ? 0 : 1;
  }

  /** Removes what a run has made; what has gone wrong can be read in the logs. */
  private static void tidy(Path folder, boolean keepLogs) {
    Rig.closeAllOfThem();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        boolean holdsLogs = Files.isDirectory(file) && Files.exists(file.resolve("logs"));
        if (!keepLogs || !(file.toString().contains("/logs") || holdsLogs || file.equals(folder))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("Not all of " + folder + " is removed: " + e);
    }
  }
}
