package io.tidemark.command.ingest;

import io.tidemark.command.ingest.Ingested.Known;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Tidemark.Mark.Logged;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.DependsOn;
import org.springframework.stereotype.Component;

/**
 * Takes events in, all or none: their rows in the memory are made, the broker's word is awaited,
 * and then the rows are committed. Two requests with the same event meet at its row; the second
 * waits for what becomes of the first. Where the broker's word does not come, nothing is
 * remembered, though an event may be in the log: it comes again, which changes nothing there.
 */
@Component
@DependsOn("commandMigration")
final class Intake {

  private final DataSource database;
  private final Producer<byte[], byte[]> producer;
  private final Clock clock;

  Intake(
      @Qualifier("ingestDataSource") DataSource database,
      @Qualifier("ingestProducer") Producer<byte[], byte[]> producer,
      Clock clock) {
    this.database = database;
    this.producer = producer;
    this.clock = clock;
  }

  /** What became of an event. */
  sealed interface Outcome {
    /** It is in the log. */
    record Accepted(Logged mark) implements Outcome {}

    /** It was in the log before. */
    record Duplicate(Logged mark) implements Outcome {}

    /** Another event has its source and id. */
    record Conflict() implements Outcome {}
  }

  /**
   * Takes events in.
   *
   * @return what became of each
   * @throws ProblemException 503 if the log or the memory cannot be reached
   */
  List<Outcome> take(List<Incoming> events) {
    Map<Incoming.Key, Incoming> firsts = new LinkedHashMap<>();
    events.forEach(event -> firsts.putIfAbsent(event.key(), event));
    try (Connection connection = database.getConnection()) {
      try {
        List<Outcome> outcomes = take(connection, events, firsts);
        connection.commit();
        return outcomes;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw ProblemException.unavailable(
          "database-unavailable", "Events cannot be taken in now: none was.", e);
    }
  }

  private List<Outcome> take(
      Connection connection, List<Incoming> events, Map<Incoming.Key, Incoming> firsts)
      throws SQLException {
    Map<Incoming.Key, Known> known = new HashMap<>();
    Set<Incoming.Key> fresh = new HashSet<>();
    // one that is remembered may be forgotten before it is found: then it is new
    for (Map<Incoming.Key, Incoming> open = new LinkedHashMap<>(firsts); !open.isEmpty(); ) {
      Set<Incoming.Key> added = Ingested.add(connection, open.values(), clock.instant());
      fresh.addAll(added);
      open.keySet().removeAll(added);
      if (!open.isEmpty()) {
        known.putAll(Ingested.find(connection, open.values()));
        open.keySet().removeAll(known.keySet());
      }
    }
    if (!fresh.isEmpty()) {
      List<Incoming> published =
          firsts.values().stream().filter(event -> fresh.contains(event.key())).toList();
      List<Logged> marks = publish(published);
      Ingested.place(connection, published, marks);
      for (int i = 0; i < marks.size(); i++) {
        Incoming event = published.get(i);
        known.put(event.key(), new Known(event.digest(), marks.get(i)));
      }
    }
    List<Outcome> outcomes = new ArrayList<>(events.size());
    for (Incoming event : events) {
      Known of = Objects.requireNonNull(known.get(event.key()));
      boolean first = fresh.remove(event.key()); // the others of its key come after it
      outcomes.add(outcome(event, of, first));
    }
    return outcomes;
  }

  private static Outcome outcome(Incoming event, Known known, boolean first) {
    if (!Arrays.equals(known.digest(), event.digest())) {
      return new Outcome.Conflict();
    }
    return first ? new Outcome.Accepted(known.mark()) : new Outcome.Duplicate(known.mark());
  }

  private List<Logged> publish(List<Incoming> events) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
    List<Logged> marks = new ArrayList<>(events.size());
    try {
      for (Incoming event : events) {
        Future<RecordMetadata> future = producer.send(record(event));
        if (future.state() == Future.State.FAILED) {
          future.get(); // the others would wait as long as this one has, and as vainly
        }
        sent.add(future);
      }
      for (Future<RecordMetadata> future : sent) {
        RecordMetadata at = future.get();
        marks.add(new Logged(at.topic(), at.partition(), at.offset()));
      }
      return marks;
    } catch (ExecutionException e) {
      throw unavailable(e.getCause());
    } catch (KafkaException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private static ProblemException unavailable(@Nullable Throwable cause) {
    return ProblemException.unavailable(
        "log-unavailable", "Events cannot be published now: none was taken in.", cause);
  }

  private static ProducerRecord<byte[], byte[]> record(Incoming event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(event.topic(), event.record().key(), event.record().value());
    event
        .record()
        .headers()
        .forEach(header -> record.headers().add(new RecordHeader(header.name(), header.value())));
    return record;
  }
}
