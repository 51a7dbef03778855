package io.tidemark.projection.engine;

import io.tidemark.events.Attributes;
import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.InvalidEvent.Kind;
import io.tidemark.events.Received;
import io.tidemark.events.TimeLimit;
import io.tidemark.projection.deadletter.DeadLetter;
import io.tidemark.projection.deadletter.Waiting;
import io.tidemark.projection.deadletter.Waiting.Failed;
import io.tidemark.projection.deadletter.Waiting.Tried;
import io.tidemark.projection.engine.Batch.Change;
import io.tidemark.projection.engine.Batch.Changes;
import io.tidemark.projection.engine.EntityTable.Row;
import io.tidemark.projection.engine.Positions.Range;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into a batch: decodes, merges, and folds what the change of entities counts for.
 */
final class Merger {

  /**
   * @param again whether it is folded again, maybe long after it came: its entity may have moved to
   *     another partition, and stays there
   */
  private record Decoded<V extends Event>(
      int partition, boolean again, Stamp stamp, String id, V event) {}

  private final Projections projections;
  private final CloudEventDecoder decoder;
  private final Clock clock;
  private final Duration maxAhead;
  private final String schema;
  private final Memory.All memories;

  Merger(
      Projections projections,
      CloudEventDecoder decoder,
      Clock clock,
      Duration maxAhead,
      String schema,
      Memory.All memories) {
    this.projections = projections;
    this.decoder = decoder;
    this.clock = clock;
    this.maxAhead = maxAhead;
    this.schema = schema;
    this.memories = memories;
  }

  /** Begins a batch at these positions. */
  Open open(Map<TopicPartition, Position> positions) {
    return new Open(new Ranges(positions));
  }

  /**
   * A batch that goes on growing, poll by poll, until it is written. Of the records it keeps
   * nothing but what they say: with their headers they would fill the heap.
   */
  final class Open {

    private final Ranges ranges;
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<Projection<?, ?>, List<Decoded<?>>> unmerged = new HashMap<>();
    private final Map<Projection<?, ?>, Map<String, Change<?>>> changed = new HashMap<>();
    private final Map<String, Instant> newest = new HashMap<>();
    private final List<Long> folded = new ArrayList<>();
    private final List<Failed> failed = new ArrayList<>();

    private Open(Ranges ranges) {
      this.ranges = ranges;
    }

    int events() {
      return ranges.events();
    }

    /** How many entities are changed by what is merged so far. */
    int entities() {
      return changed.values().stream().mapToInt(Map::size).sum();
    }

    Map<TopicPartition, Range> ranges() {
      return ranges.all();
    }

    /** Takes in what the records say. */
    void decode(List<ConsumerRecord<byte[], byte[]>> records) {
      TimeLimit limit = TimeLimit.at(clock.instant(), maxAhead);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (!ranges.extend(record)) {
          continue;
        }
        try {
          Received received = Merger.this.decode(record, limit);
          ranges.reach(received.envelope().position());
          add(record, received, false);
        } catch (InvalidEvent e) {
          ranges.reach(CloudEventDecoder.position(attributes(record)));
          deadLetters.add(new DeadLetter(record, ranges.topicId(), e.kind(), reason(e)));
        }
      }
    }

    private void add(ConsumerRecord<?, ?> record, Received received, boolean again)
        throws InvalidEvent {
      Projection<?, ?> projection = projectionOf(received, record.topic());
      Stamp stamp = Stamp.of(received.envelope(), received.event().creates());
      unmerged
          .computeIfAbsent(projection, _ -> new ArrayList<>())
          .add(
              new Decoded<>(
                  record.partition(),
                  again,
                  stamp,
                  entityId(projection, received),
                  received.event()));
      newest.merge(projection.group(), received.envelope().time(), (a, b) -> a.isAfter(b) ? a : b);
    }

    /** Takes in what a dead letter says, if it is an event by now. */
    void retry(Waiting letter) {
      ConsumerRecord<byte[], byte[]> record = letter.record();
      ranges.stay(new TopicPartition(record.topic(), record.partition()));
      try {
        Received received = Merger.this.decode(record, TimeLimit.at(clock.instant(), maxAhead));
        add(record, received, true);
        folded.add(letter.id());
      } catch (InvalidEvent e) {
        failed.add(new Failed(letter, e.kind(), reason(e)));
      }
    }

    /** Says that a dead letter can still not be folded. */
    void failAgain(Waiting letter, Kind kind, String reason) {
      ranges.stay(new TopicPartition(letter.record().topic(), letter.record().partition()));
      failed.add(new Failed(letter, kind, reason));
    }

    /** Keeps the record as a dead letter, whatever it says. */
    void reject(ConsumerRecord<byte[], byte[]> record, String reason) {
      if (ranges.extend(record)) {
        ranges.reach(CloudEventDecoder.position(attributes(record)));
        deadLetters.add(new DeadLetter(record, ranges.topicId(), Kind.NOT_STORABLE, reason));
      }
    }

    /**
     * Merges what was decoded since.
     *
     * @param connection for reading back the rows that are not in memory; null if it is complete
     */
    void merge(@Nullable Connection connection) throws SQLException {
      if (connection != null) {
        memories.makeRoom();
      }
      for (Projection<?, ?> projection : projections.all()) {
        List<Decoded<?>> events = unmerged.get(projection);
        if (events != null) {
          merge(projection, events, connection);
          unmerged.remove(projection); // not before: reading back may fail, and is then repeated
        }
      }
    }

    private <V extends Event, E extends Entity> void merge(
        Projection<V, E> projection, List<Decoded<?>> events, @Nullable Connection connection)
        throws SQLException {
      Memory<E> memory = memories.of(projection);
      if (connection != null) {
        memory.readBack(connection, schema, events.stream().map(Decoded::id).toList());
      }
      EntityTable<E> table = projection.entities();
      Map<String, Change<?>> changes = changed.computeIfAbsent(projection, _ -> new HashMap<>());
      for (Decoded<?> decoded : events) {
        @SuppressWarnings("unchecked") // the map is this projection's
        Change<E> change =
            (Change<E>)
                changes.computeIfAbsent(
                    decoded.id(),
                    id -> {
                      Row<E> before = memory.get(id);
                      return new Change<>(
                          before, before == null ? table.empty(id) : before.entity());
                    });
        V event = projection.events().cast(decoded.event());
        change.after = projection.merge(change.after, event, decoded.stamp());
        Row<?> before = change.before;
        change.partition =
            decoded.again() && before != null ? before.partition() : decoded.partition();
        change.events++;
      }
    }

    /** Says what is to be written, and remembers it as written. */
    Batch close(Context context) {
      Fold fold = new Fold(context);
      List<Changes<?>> changes = new ArrayList<>();
      for (Projection<?, ?> projection : projections.all()) {
        Map<String, Change<?>> its = changed.get(projection);
        if (its != null) {
          changes.add(changes(projection, its, fold));
        }
      }
      return new Batch(
          ranges.events() + folded.size(),
          context.parameters().version(),
          ranges.all(),
          changes,
          fold.cells(),
          newest,
          deadLetters,
          new Tried(folded, failed));
    }

    private <E extends Entity> Changes<E> changes(
        Projection<?, E> projection, Map<String, Change<?>> changed, Fold fold) {
      Memory<E> memory = memories.of(projection);
      EntityTable<E> table = projection.entities();
      List<Row<E>> inserts = new ArrayList<>();
      List<Row<E>> updates = new ArrayList<>();
      for (Change<?> any : changed.values()) {
        @SuppressWarnings("unchecked") // the map is this projection's
        Change<E> change = (Change<E>) any;
        E after = change.after;
        Row<E> before = change.before;
        fold.change(change.events);
        if (before == null) {
          if (!after.equals(table.empty(after.id()))) {
            Row<E> row = new Row<>(after, change.partition, 1);
            inserts.add(row);
            memory.put(row);
            fold.add(projection, after);
          }
        } else if (!after.equals(before.entity())) {
          Row<E> row = new Row<>(after, change.partition, before.revision() + 1);
          updates.add(row);
          memory.put(row);
          fold.subtract(projection, before.entity());
          fold.add(projection, after);
        }
      }
      return new Changes<>(table, inserts, updates);
    }
  }

  private static String reason(InvalidEvent e) {
    String message = e.getMessage();
    return message == null ? e.kind().wireName() : message;
  }

  private Received decode(ConsumerRecord<byte[], byte[]> record, TimeLimit limit)
      throws InvalidEvent {
    Received received = decoder.decode(record.key(), attributes(record), record.value());
    limit.check(received.envelope());
    return received;
  }

  private static Attributes attributes(ConsumerRecord<?, ?> record) {
    return name -> {
      Header header = record.headers().lastHeader(name);
      return header == null ? null : header.value();
    };
  }

  private static <V extends Event> String entityId(Projection<V, ?> projection, Received received) {
    return projection.entityId(received.envelope(), projection.events().cast(received.event()));
  }

  private Projection<?, ?> projectionOf(Received received, String topic) throws InvalidEvent {
    String type = received.envelope().type();
    Projection<?, ?> projection =
        projections
            .of(received.event())
            .orElseThrow(() -> new InvalidEvent(Kind.UNKNOWN_TYPE, "no projection folds " + type));
    if (!projection.topic().equals(topic)) {
      throw new InvalidEvent(
          Kind.INVALID_ENVELOPE,
          "type: %s belongs on topic %s".formatted(type, EventTypes.topicOf(type)));
    }
    return projection;
  }
}
