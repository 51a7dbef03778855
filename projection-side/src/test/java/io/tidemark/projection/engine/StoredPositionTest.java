package io.tidemark.projection.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far the command side's event store has been folded in, partition by partition. */
final class StoredPositionTest {

  private static final String BOOKINGS = "tidemark.bookings";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private Projector projector;

  @BeforeEach
  void start() throws Exception {
    projector = database.assigned(1_000);
  }

  @AfterEach
  void stop() {
    projector.close();
  }

  @Test
  void a_partition_keeps_the_greatest_position_that_was_folded_in() throws Exception {
    // "a" and "d" share a partition, "b" has another
    accept(List.of(created("a", "5"), created("b", "6"), created("d", "9"), created("a", "7")));
    assertThat(stored()).isEqualTo(Map.of(partitionOf("a"), 9L, partitionOf("b"), 6L));
  }

  @Test
  void what_was_sent_twice_takes_nothing_back() throws Exception {
    accept(List.of(created("a", "5")));
    accept(List.of(created("a", "9")));
    accept(List.of(created("a", "5"), created("a", "6")));
    assertThat(stored()).isEqualTo(Map.of(partitionOf("a"), 9L));
  }

  @Test
  void events_without_a_position_leave_it_where_it_is() throws Exception {
    accept(List.of(created("a", null)));
    assertThat(stored()).isEmpty();
    accept(List.of(created("a", "5")));
    accept(List.of(created("a", null)));
    assertThat(stored()).isEqualTo(Map.of(partitionOf("a"), 5L));
  }

  @Test
  void a_dead_letter_is_dealt_with_too() throws Exception {
    accept(List.of(event("a", "io.tidemark.booking.teleported", "8")));
    assertThat(stored()).isEqualTo(Map.of(partitionOf("a"), 8L));
  }

  @Test
  void what_the_database_refuses_is_dealt_with_once_it_is_a_dead_letter() throws Exception {
    database.execute(
        "alter table readmodel.booking add constraint refused check (id <> 'a') not valid");
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(created("d", "3"), created("a", "8"), created("b", "4"));
    List<ConsumerRecord<byte[], byte[]>> rest = records;
    var seek = projector.accept(rest, false);
    while (seek != null) {
      rest = ProjectionDatabase.from(seek, records);
      seek = rest.isEmpty() ? null : projector.accept(rest, false);
    }
    assertThat(stored()).isEqualTo(Map.of(partitionOf("a"), 8L, partitionOf("b"), 4L));
  }

  @Test
  void a_position_that_is_none_is_a_dead_letter_and_no_progress() throws Exception {
    accept(List.of(created("a", "5"), created("a", "many")));
    assertThat(stored()).isEqualTo(Map.of(partitionOf("a"), 5L));
    database.query(
        "select reason from tidemark.dead_letter",
        rows -> assertThat(rows.getString(1)).startsWith("position: not a whole number above 0"));
  }

  private void accept(List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
    assertThat(projector.accept(records, false)).isNull();
  }

  private ConsumerRecord<byte[], byte[]> created(String id, @Nullable String position) {
    return event(id, "io.tidemark.booking.created", position);
  }

  private ConsumerRecord<byte[], byte[]> event(String id, String type, @Nullable String position) {
    RecordHeaders headers = new RecordHeaders();
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", id + position,
            "ce_source", "/test",
            "ce_type", type,
            "ce_time", "2026-11-01T00:00:00Z")
        .forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    if (position != null) {
      headers.add("ce_position", position.getBytes(UTF_8));
    }
    return database.record(BOOKINGS, id.getBytes(UTF_8), headers, "{\"amount\":1}".getBytes(UTF_8));
  }

  private static int partitionOf(String id) {
    return Math.floorMod(id.hashCode(), ProjectionDatabase.PARTITIONS);
  }

  /** By partition of the bookings; without those that have none. */
  private Map<Integer, Long> stored() throws Exception {
    Map<Integer, Long> stored = new TreeMap<>();
    database.query(
        "select partition, stored_position from tidemark.position"
            + " where topic = 'tidemark.bookings' and stored_position > 0",
        rows -> stored.put(rows.getInt(1), rows.getLong(2)));
    return stored;
  }
}
