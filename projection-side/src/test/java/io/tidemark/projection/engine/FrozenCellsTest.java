package io.tidemark.projection.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidemark.events.Event;
import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.testkit.oracle.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each projection makes of some events, frozen together with its version: who changes what
 * figures are must raise the version, or a rebuild would not know that there is anything to do.
 * After raising it, {@code -Dfrozen.write=true} freezes what is counted now.
 */
final class FrozenCellsTest {

  private static final Path FOLDER = Path.of("src/test/resources/frozen");

  private static final Context CONTEXT =
      new Context(
          new Calendar(ZoneId.of("Europe/Vienna"), DayOfWeek.MONDAY),
          Parameters.of(
              1,
              Stream.of("critical", "high", "medium", "low")
                  .map(
                      priority ->
                          new Parameters.Value("sla.resolution." + priority, Instant.MIN, "PT72H"))
                  .toList()));

  static List<Projection<?, ?>> projections() {
    return ReadModel.projections().all();
  }

  @ParameterizedTest
  @MethodSource("projections")
  void what_a_projection_counts_changes_with_its_version_alone(Projection<?, ?> projection)
      throws Exception {
    Path file = FOLDER.resolve(projection.entities().name() + ".txt");
    String now = counted(projection, History.of(42, 14));
    List<String> frozen = Files.exists(file) ? Files.readAllLines(file) : List.of("version 0");
    int version = Integer.parseInt(frozen.getFirst().substring("version ".length()));
    boolean same = String.join("\n", frozen.subList(1, frozen.size())).equals(now);
    String name = projection.getClass().getSimpleName();

    if (!same && projection.version() <= version) {
      fail(
          "What %s counts is not what it counted: raise version() from %d, or figures of before and after would be mixed without anybody knowing. Then freeze it with -Dfrozen.write=true."
              .formatted(name, projection.version()));
    }
    if (Boolean.getBoolean("frozen.write")) {
      write(file, projection.version(), now);
    } else {
      assertThat(projection.version())
          .as("%s is of another version than %s: freeze it with -Dfrozen.write=true", name, file)
          .isEqualTo(version);
    }
  }

  private static void write(Path file, int version, String counted) throws IOException {
    Files.createDirectories(FOLDER);
    Files.writeString(file, "version " + version + "\n" + counted + "\n");
  }

  /** Cells by line, and what is kept of the entities as a digest. */
  private static <V extends Event, E extends Entity> String counted(
      Projection<V, E> projection, List<Received> events) throws Exception {
    Map<String, E> entities = new TreeMap<>();
    for (Received received : events) {
      if (projection.events().isInstance(received.event())) {
        V event = projection.events().cast(received.event());
        String id = projection.entityId(received.envelope(), event);
        E before = entities.containsKey(id) ? entities.get(id) : projection.entities().empty(id);
        Stamp at = Stamp.of(received.envelope(), event.creates());
        entities.put(id, projection.merge(before, event, at));
      }
    }
    Fold fold = new Fold(CONTEXT);
    entities.values().forEach(entity -> fold.add(projection, entity));
    TreeSet<String> cells = new TreeSet<>();
    fold.cells()
        .forEach(
            (table, sums) ->
                sums.forEach(
                    (address, amounts) ->
                        cells.add(
                            table.name()
                                + written(table.keyValues(address))
                                + " = "
                                + written(table.sumValues(amounts)))));
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(entities.values().toString().getBytes(UTF_8));
    List<String> lines = new ArrayList<>();
    lines.add("%d entities %s".formatted(entities.size(), HexFormat.of().formatHex(digest, 0, 8)));
    lines.addAll(cells);
    return String.join("\n", lines);
  }

  private static String written(List<Object> values) {
    return values.stream().map(WrittenKey::written).toList().toString();
  }
}
