package io.tidemark.projection.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Folds much of the log at once into a generation that nobody reads: what comes of many events is
 * kept in memory, and written when it has grown to as many entities as there is room for. So most
 * rows are written once, however many events an entity has. Used by one thread.
 */
public final class Bulk implements AutoCloseable {

  /**
   * What the room has may hold entities; twice that while a chunk of them is written. An entity
   * takes about this many bytes.
   */
  private static final long BYTES_PER_ENTITY = 400;

  /** For fewer events than this it is not worth reading all rows there are. */
  private static final long FEW = 200_000;

  private final Projector projector;

  /**
   * How many fold at once where nobody says: half as many again as there are processors, since one
   * that has come to the end of its partitions waits until they are written.
   */
  public static int defaultShare() {
    int processors = Runtime.getRuntime().availableProcessors();
    return processors + (processors + 1) / 2;
  }

  /** How many entities each of so many has room for. */
  public static int room(int share) {
    long entities = Room.bytes() / BYTES_PER_ENTITY / share;
    return Math.clamp(entities, 10_000, 2_000_000);
  }

  /**
   * @param share how many of these fold at once
   */
  Bulk(
      Projections projections,
      Generation generation,
      ProjectorSettings settings,
      int share,
      DataSource dataSource,
      Clock clock) {
    int entities = room(share);
    ProjectorSettings roomy =
        new ProjectorSettings(
            settings.currency(),
            settings.maxBytes(),
            settings.maxAhead(),
            1,
            Integer.MAX_VALUE,
            entities);
    // its letters and times are not those of what comes in just now
    projector =
        new Projector(
            projections,
            generation,
            roomy,
            new Room(entities),
            entities / 2,
            dataSource,
            clock,
            new SimpleMeterRegistry());
  }

  /**
   * Takes on partitions that stand at these positions.
   *
   * @param untouched whether nothing of them has been folded
   * @param events how many are about to be
   */
  public void assign(Map<TopicPartition, Position> positions, boolean untouched, long events)
      throws SQLException {
    if (untouched) {
      projector.begin(positions);
    } else if (events < FEW) {
      projector.resume(positions);
    } else {
      projector.assign(positions);
    }
  }

  /**
   * Folds the records in.
   *
   * @return null, or the positions to go on from where these are not the ends of the records
   */
  public @Nullable Map<TopicPartition, Position> fold(List<ConsumerRecord<byte[], byte[]>> records)
      throws SQLException {
    return projector.accept(records, true);
  }

  /**
   * Writes what is in memory.
   *
   * @return null, or the positions to go on from where not all is written
   */
  public @Nullable Map<TopicPartition, Position> flush() throws SQLException {
    return projector.idle();
  }

  /** Lets go of the partitions; what is not written is forgotten. */
  public void forget() {
    projector.forget();
  }

  @Override
  public void close() {
    projector.close();
  }
}
