package io.tidemark.projection.engine;

import io.tidemark.projection.engine.Positions.Range;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** From where to where the records reach; those that are folded in already are passed over. */
final class Ranges {

  private final Map<TopicPartition, Position> positions;
  private final Map<TopicPartition, Range> ranges = new HashMap<>();
  private @Nullable TopicPartition partition;
  private String topicId = "";
  private long start;
  private long end;
  private long stored;
  private int events;

  Ranges(Map<TopicPartition, Position> positions) {
    this.positions = positions;
  }

  boolean extend(ConsumerRecord<?, ?> record) {
    TopicPartition current = partition;
    if (current == null
        || current.partition() != record.partition()
        || !current.topic().equals(record.topic())) {
      open(new TopicPartition(record.topic(), record.partition()));
    }
    if (record.offset() < end) {
      return false;
    }
    end = record.offset() + 1;
    events++;
    return true;
  }

  /** Stands where it is: who writes this must own the partition, as who moves on. */
  void stay(TopicPartition known) {
    Position position = positions.get(known);
    if (position == null) {
      throw new IllegalStateException("a letter of " + known + ", which is not assigned");
    }
    ranges.putIfAbsent(known, new Range(position.nextOffset(), position.nextOffset(), 0));
  }

  /** Notes the position that the record has which extended a range last. */
  void reach(long position) {
    stored = Math.max(stored, position);
  }

  private void open(TopicPartition next) {
    close();
    Position position = positions.get(next);
    if (position == null) {
      throw new IllegalStateException("a record of " + next + ", which is not assigned");
    }
    Range known = ranges.get(next);
    partition = next;
    topicId = position.topicId();
    start = position.nextOffset();
    end = known == null ? start : known.end();
    stored = known == null ? 0 : known.stored();
  }

  private void close() {
    if (partition != null && end > start) {
      ranges.put(partition, new Range(start, end, stored));
    }
  }

  String topicId() {
    return topicId;
  }

  int events() {
    return events;
  }

  Map<TopicPartition, Range> all() {
    close();
    return ranges;
  }
}
