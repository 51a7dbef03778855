package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.cli.Instance;
import io.tidemark.projection.rebuild.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole process is killed with SIGKILL, first at a random moment of its first start, then at
 * random moments of an import, again and again, and must end with what an uninterrupted run has,
 * cell by cell. {@code -Dkills=10 -Drows=all} is the long form; {@code -Dseed=…} repeats a run.
 */
final class KilledInstanceTest {

  private static final int KILLS = Integer.getInteger("kills", 3);
  private static final String ROWS = System.getProperty("rows", "8000");
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir Path folder;
  private @Nullable Path resources;

  @BeforeEach
  void demo() throws Exception {
    resources =
        ROWS.equals("all")
            ? null
            : SmallDemo.write(folder.resolve("resources"), Integer.parseInt(ROWS));
  }

  @Test
  void nothing_is_lost_and_nothing_counts_twice_when_the_process_is_killed_again_and_again()
      throws Exception {
    ReadModelDump uninterrupted;
    long startMillis;
    long importMillis;
    Path reference = folder.resolve("uninterrupted");
    try (TidemarkProcess tidemark = start(reference)) {
      long begin = System.nanoTime();
      tidemark.await("Tidemark answers");
      startMillis = millisSince(begin);
      tidemark.awaitReady();
      // a repeated import has less to write and ends sooner
      importMillis = (millisSince(begin) - startMillis) * 2 / 3;
      uninterrupted = ReadModelDump.of(tidemark.instance());
      assertConsistent(tidemark.instance());
    }

    Path home = Files.createDirectories(folder.resolve("killed"));
    beginAnew(home, reference);
    var random = new Random(SEED);
    System.err.printf(
        "Killing once within a start of %d ms, %d times within an import of %d ms, -Dseed=%d%n",
        startMillis, KILLS, importMillis, SEED);
    kill(start(home), random.nextLong(startMillis));
    for (int kill = 1; kill <= KILLS; kill++) {
      kill(start(home).await("Tidemark answers"), random.nextLong(importMillis));
      beginAnew(home, reference);
    }

    try (TidemarkProcess tidemark = start(home).awaitReady()) {
      ReadModelDump killed = ReadModelDump.of(tidemark.instance());
      assertThat(killed.tables().keySet()).isEqualTo(uninterrupted.tables().keySet());
      killed
          .tables()
          .forEach(
              (table, rows) ->
                  assertThat(rows).as(table).isEqualTo(uninterrupted.tables().get(table)));
      assertThat(killed.rows()).isGreaterThan(1000);
      assertConsistent(tidemark.instance());
      System.err.printf("%d kills survived, %,d rows compared, 0 differ%n", KILLS, killed.rows());
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private static void kill(TidemarkProcess tidemark, long moment) throws Exception {
    TimeUnit.MILLISECONDS.sleep(moment);
    tidemark.kill();
    String last = tidemark.output().isEmpty() ? "nothing" : tidemark.output().getLast();
    System.err.printf("Killed after %d ms, having said: %s%n", moment, last);
  }

  private TidemarkProcess start(Path home) throws Exception {
    var environment =
        Map.of("TIDEMARK_PORT", "" + TidemarkProcess.freePort(), "TIDEMARK_DEMO", "true");
    return TidemarkProcess.start(home, environment, resources);
  }

  /**
   * Makes the next start import everything (again), with the same reference instant and so with the
   * same events.
   */
  private static void beginAnew(Path home, Path reference) throws Exception {
    Files.writeString(
        home.resolve("demo.properties"),
        Files.readAllLines(reference.resolve("demo.properties")).stream()
            .filter(line -> line.startsWith("wanted=") || line.startsWith("reference="))
            .collect(Collectors.joining("\n")));
  }

  private static void assertConsistent(Instance instance) throws Exception {
    try (var connection =
        DriverManager.getConnection(
            instance.jdbcUrl(), instance.jdbcUsername(), instance.jdbcPassword())) {
      try (var rows =
          connection.createStatement().executeQuery("select count(*) from tidemark.dead_letter")) {
        rows.next();
        assertThat(rows.getLong(1)).isZero();
      }
      var report = new Verifier(ReadModel.projections()).verify(connection, _ -> {});
      assertThat(report.differences()).isEmpty();
      assertThat(report.entities()).isPositive();
    }
  }
}
