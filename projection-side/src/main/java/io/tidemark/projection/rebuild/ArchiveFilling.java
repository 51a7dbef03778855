package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Bulk;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Log.LogException;
import io.tidemark.projection.engine.Position;
import io.tidemark.projection.engine.Positions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Folds archives into a generation, in the order of their offsets, with the positions of the log
 * that they were taken from: what has come since is then read there.
 */
final class ArchiveFilling {

  private static final int RECORDS = 4_000;

  private final Rebuild.Means means;
  private final Generation generation;
  private final Progress progress;

  ArchiveFilling(Rebuild.Means means, Generation generation, Progress progress) {
    this.means = means;
    this.generation = generation;
    this.progress = progress;
  }

  /**
   * Opens the files, in the order in which they are to be read.
   *
   * @throws IOException if one is no archive, or they do not reach from the log's beginning without
   *     a gap
   */
  static List<Archive> open(List<String> files) throws IOException {
    List<Archive> archives = new ArrayList<>();
    for (String file : files) {
      archives.add(Archive.open(Path.of(file)));
    }
    archives.sort(
        Comparator.comparing(Archive::topic)
            .thenComparingLong(
                archive -> archive.partitions().stream().mapToLong(Archive.Range::from).sum()));
    Map<TopicPartition, Long> reached = new HashMap<>();
    for (Archive archive : archives) {
      for (Archive.Range range : archive.partitions()) {
        TopicPartition partition = new TopicPartition(archive.topic(), range.partition());
        long end = reached.getOrDefault(partition, 0L);
        if (range.from() > end) {
          throw new IOException(
              "%s begins at %d of %s, but only what is before %d is in the archives"
                  .formatted(archive.file(), range.from(), partition, end));
        }
        reached.merge(partition, range.to(), Math::max);
      }
    }
    return archives;
  }

  void fold(List<String> files)
      throws SQLException, IOException, LogException, InterruptedException {
    List<Archive> archives = open(files);
    Map<String, String> topicIds = means.engine().log().topicIds();
    long total = 0;
    for (Archive archive : archives) {
      if (!archive.topicId().equals(topicIds.get(archive.topic()))) {
        throw new IOException(
            "%s is of another log than %s is now: the topic was created anew"
                .formatted(archive.file(), archive.topic()));
      }
      total += archive.events();
    }
    progress.set(total, 0);
    for (Archive archive : archives) {
      if (!progress.isStopped()) {
        fold(archive);
      }
    }
  }

  private void fold(Archive archive) throws SQLException, IOException, InterruptedException {
    Map<TopicPartition, Position> first = new HashMap<>();
    for (Archive.Range range : archive.partitions()) {
      first.put(
          new TopicPartition(archive.topic(), range.partition()),
          new Position(archive.topicId(), range.from()));
    }
    Map<TopicPartition, Position> stored;
    try (Connection connection = means.connections().getConnection()) {
      Positions.insert(connection, generation.number(), first);
      stored = Positions.load(connection, generation.number(), first.keySet());
    }
    if (isFolded(archive, stored)) {
      progress.add(archive.events());
      return;
    }
    archive.check();
    try (Bulk bulk = means.engine().bulk(generation, 1)) {
      boolean untouched = stored.values().stream().allMatch(each -> each.nextOffset() == 0);
      bulk.assign(stored, untouched, archive.events());
      Map<TopicPartition, Position> again = read(archive, bulk);
      while (again != null) { // what is written already is passed over
        again = read(archive, bulk);
      }
    }
  }

  private static boolean isFolded(Archive archive, Map<TopicPartition, Position> stored) {
    return archive.partitions().stream()
        .allMatch(
            range -> {
              Position at = stored.get(new TopicPartition(archive.topic(), range.partition()));
              return at != null && at.nextOffset() >= range.to();
            });
  }

  private @Nullable Map<TopicPartition, Position> read(Archive archive, Bulk bulk)
      throws SQLException, IOException, InterruptedException {
    try (ArchiveReader reader = new ArchiveReader(archive)) {
      var records = reader.next(RECORDS);
      while (!records.isEmpty() && !progress.isStopped()) {
        progress.pace(records.size());
        var again = bulk.fold(records);
        if (again != null) {
          return again;
        }
        progress.add(records.size());
        records = reader.next(RECORDS);
      }
      return bulk.flush();
    }
  }
}
