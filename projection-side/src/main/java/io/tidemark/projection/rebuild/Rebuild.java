package io.tidemark.projection.rebuild;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Engine;
import io.tidemark.projection.engine.EntityCopy;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Log.Extent;
import io.tidemark.projection.engine.Log.LogException;
import io.tidemark.projection.engine.Position;
import io.tidemark.projection.engine.Positions;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import io.tidemark.projection.rebuild.LogFilling.Share;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Brings one generation from nothing to where it follows: its tables, its source, what has come
 * since, the comparison with the one that serves. Begun again at any point, it goes on from what is
 * stored. The caller sees to it that nobody else works on the generation.
 */
final class Rebuild {

  private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

  /** So few events may be left to those who follow. */
  private static final long CAUGHT_UP = 20_000;

  private static final long PAUSE_MILLIS = 300;
  private static final int COMPARE_TRIES = 200;

  private static final String FILLED =
      """
      update tidemark.generation set filled_at = now(), trouble = null
      where generation = ? and filled_at is null
      """;

  /** Settings and parts that every rebuild of this process shares. */
  record Means(
      Engine engine,
      Projections projections,
      ConsumerFactory<byte[], byte[]> consumerFactory,
      DataSource connections,
      Consumer<String> tables) {}

  private final Means means;
  private final Row row;
  private final Generation generation;
  private final Progress progress;

  Rebuild(Means means, Row row, Progress progress) {
    this.means = means;
    this.row = row;
    this.progress = progress;
    generation = row.generation();
  }

  /** Returns when the generation follows, or is not to go on. */
  void run() throws SQLException, LogException, IOException, InterruptedException {
    if (!row.filled()) {
      means.tables().accept(generation.schema());
      fill();
      if (progress.isStopped()) {
        return;
      }
      try (Connection connection = means.connections().getConnection()) {
        GenerationTable.update(connection, FILLED, generation.number());
      }
    }
    Verification verification = new Verification(means, generation, progress, this::fold);
    for (int tries = 1; !progress.isStopped() && !verification.compare(); tries++) {
      if (tries == COMPARE_TRIES) {
        throw new IllegalStateException(
            "cannot be compared: the serving generation does not come to where this one is");
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void fill() throws SQLException, LogException, IOException, InterruptedException {
    if (!row.source().equals("log") || row.projection() != null) {
      Set<String> copied = Sources.copied(means.projections(), row);
      if (!copied.isEmpty()
          && positions().keySet().stream().noneMatch(p -> copied.contains(p.topic()))) {
        copyEntities(copied);
      }
      if (row.source().equals("archive") && !progress.isStopped()) {
        new ArchiveFilling(means, generation, progress).fold(row.files());
      }
    }
    long left = Long.MAX_VALUE;
    while (left > CAUGHT_UP && !progress.isStopped()) {
      left = foldLog();
    }
  }

  private void copyEntities(Set<String> topics) throws SQLException {
    try (Connection connection = Snapshot.open(means.connections(), false)) {
      Generation serving = GenerationTable.serving(connection).generation();
      log.info("Copying the entities of {} from {} to {}", topics, serving, generation);
      new EntityCopy(means.projections())
          .copy(connection, serving, generation, topics, done -> progress.set(done, done));
      connection.commit();
    }
  }

  /** Folds up to where the log ends now, and says how much has come meanwhile. */
  private long foldLog() throws SQLException, LogException, InterruptedException {
    Map<TopicPartition, Extent> extents = means.engine().log().extents();
    Map<TopicPartition, Position> first = new HashMap<>();
    extents.forEach(
        (p, extent) -> first.put(p, new Position(extent.topicId(), extent.beginning())));
    try (Connection connection = means.connections().getConnection()) {
      Positions.insert(connection, generation.number(), first);
    }
    Map<TopicPartition, Position> positions = positions();
    List<Share> shares = new ArrayList<>();
    long total = 0;
    long done = 0;
    for (var entry : extents.entrySet()) {
      Extent extent = entry.getValue();
      Position from = requireNonNull(positions.get(entry.getKey()));
      check(entry.getKey(), from, extent);
      total += extent.end();
      done += from.nextOffset();
      boolean untouched = from.nextOffset() == extent.beginning();
      shares.add(new Share(entry.getKey(), from, untouched, extent.end()));
    }
    progress.set(total, done);
    fold(shares);
    long behind = 0;
    for (var entry : means.engine().log().ends().entrySet()) {
      Extent extent = extents.get(entry.getKey());
      behind += entry.getValue() - (extent == null ? 0 : extent.end());
    }
    return behind;
  }

  private static void check(TopicPartition partition, Position position, Extent extent) {
    if (!position.topicId().equals(extent.topicId())) {
      throw new IllegalStateException(
          "the topic of %s was created anew: what is folded is of another log"
              .formatted(partition));
    }
    if (position.nextOffset() < extent.beginning()) {
      throw new IllegalStateException(
          "%s: folded up to %d, but the log begins at %d: events between are missing; use an archive that reaches so far"
              .formatted(partition, position.nextOffset(), extent.beginning()));
    }
  }

  private void fold(List<Share> shares) throws SQLException, InterruptedException {
    List<TopicPartition> partitions = shares.stream().map(Share::partition).toList();
    int workers;
    try (Connection connection = means.connections().getConnection()) {
      workers = Workers.of(connection, means.projections(), row, partitions);
    }
    new LogFilling(means.engine(), means.consumerFactory(), generation, workers, progress)
        .fold(shares);
  }

  private Map<TopicPartition, Position> positions() throws SQLException {
    try (Connection connection = means.connections().getConnection()) {
      return Positions.all(connection, generation.number());
    }
  }
}
