package io.tidemark.projection.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.engine.Log.LogException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks each second how far the log reaches, so that readers can tell how much is waiting, and
 * whether the topics are still the ones that were read so far.
 */
public final class LogWatch implements SmartLifecycle {

  private static final Logger logger = LoggerFactory.getLogger(LogWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final String STORE =
      """
      insert into tidemark.log_end as stored (topic, partition, end_offset, observed_at)
      select topic, partition, end_offset, ?::timestamptz
      from unnest(?::text[], ?::integer[], ?::bigint[]) as seen (topic, partition, end_offset)
      on conflict (topic, partition) do update
        set end_offset = excluded.end_offset, observed_at = excluded.observed_at
      """;

  private static final String LAG =
      """
      select coalesce(sum(greatest(end_offset - coalesce(next_offset, 0), 0)), 0)
      from tidemark.generation serving
      cross join tidemark.log_end
      left join tidemark.position using (generation, topic, partition)
      where state = 'serving'
      """;

  private static final String TOPIC_IDS =
      "select generation, topic, min(topic_id) from tidemark.position group by 1, 2";

  private record StoredId(int generation, String topic, String id) {}

  private final Log log;
  private final Transactions transactions;
  private final Following following;
  private final AtomicLong lag = new AtomicLong();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("log-watch").factory());
  private volatile boolean running;
  private volatile @Nullable String trouble;

  LogWatch(Log log, Transactions transactions, Following following, MeterRegistry meters) {
    this.log = log;
    this.transactions = transactions;
    this.following = following;
    meters.gauge("tidemark.projector.lag", lag);
  }

  /** How many events the generation that is read still lacks, as of a second ago. */
  public long lag() {
    return lag.get();
  }

  /** Why the broker or the database cannot be asked; null while all is well. */
  public @Nullable String trouble() {
    return trouble;
  }

  @Override
  public void start() {
    running = true;
    var _ =
        executor.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      OffsetDateTime asked = transactions.run(LogWatch::readTime);
      Map<TopicPartition, Long> ends = log.ends();
      Map<String, String> topicIds = log.topicIds();
      List<StoredId> storedIds =
          transactions.run(
              connection -> {
                store(connection, asked, ends);
                lag.set(readLag(connection));
                return readTopicIds(connection);
              });
      storedIds.forEach(
          stored -> {
            String topicId = topicIds.get(stored.topic());
            if (topicId != null && !topicId.equals(stored.id())) {
              following.topicRecreated(
                  stored.generation(),
                  stored.topic(),
                  ProjectorListener.recreated(stored.id(), topicId));
            }
          });
      trouble = null;
    } catch (LogException | SQLException | RuntimeException e) {
      if (trouble == null && running) {
        logger.warn("Cannot see how far the log reaches: {}", e.getMessage());
      }
      trouble = String.valueOf(e.getMessage());
    }
  }

  /** Before the broker is asked: what is published later may be missing from its answer. */
  private static OffsetDateTime readTime(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("select now()");
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getObject(1, OffsetDateTime.class);
    }
  }

  private static void store(
      Connection connection, OffsetDateTime asked, Map<TopicPartition, Long> ends)
      throws SQLException {
    Object[] topics = ends.keySet().stream().map(TopicPartition::topic).toArray();
    Object[] partitions = ends.keySet().stream().map(TopicPartition::partition).toArray();
    Object[] offsets = ends.values().toArray();
    try (PreparedStatement store = connection.prepareStatement(STORE)) {
      store.setObject(1, asked);
      store.setArray(2, connection.createArrayOf("text", topics));
      store.setArray(3, connection.createArrayOf("integer", partitions));
      store.setArray(4, connection.createArrayOf("bigint", offsets));
      store.executeUpdate();
    }
  }

  private static long readLag(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LAG);
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static List<StoredId> readTopicIds(Connection connection) throws SQLException {
    List<StoredId> ids = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(TOPIC_IDS);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ids.add(new StoredId(rows.getInt(1), rows.getString(2), rows.getString(3)));
      }
    }
    return ids;
  }

  @Override
  public void stop() {
    running = false;
    executor.shutdownNow();
    log.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
