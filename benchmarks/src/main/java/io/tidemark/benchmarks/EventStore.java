package io.tidemark.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.utils.Utils;
import org.flywaydb.core.Flyway;

/** The command side's tables, written to without the command side. */
final class EventStore {

  private static final String APPEND =
      """
      insert into command.event (event_id, aggregate_id, sequence_number, aggregate_type, recorded_at,
        payload_type, payload_revision, payload, metadata, key_hash)
      values (?, ?, ?, 'Booking', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), ?, '1', ?, ?, ?)
      """;

  private static final byte[] CREATED =
      bytes(
          "{\"amount\":129.90,\"customerId\":\"c-4711\",\"service\":\"cleaning\",\"staffId\":\"s12\"}");
  private static final byte[] CONFIRMED = bytes("{}");
  private static final byte[] METADATA =
      bytes(
          "{\"actor\":\"s1\",\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}");

  private final Servers servers;

  EventStore(Servers servers) {
    this.servers = servers;
  }

  /** What keeps a reader from passing an append that is still under way. */
  enum Guard {
    NONE("nothing: events get lost"),
    LOCK("one lock for all, in the trigger"),
    MARKS("marks, as it is");

    final String text;

    Guard(String text) {
      this.text = text;
    }

    private String trigger() {
      return switch (this) {
        case NONE -> "alter table command.event disable trigger mark_append";
        case LOCK ->
            """
            create or replace function command.mark_append() returns trigger language plpgsql as $$ begin
              perform pg_advisory_xact_lock(29801);
              return null;
            end $$
            """;
        case MARKS -> "alter table command.event enable trigger mark_append";
      };
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void make() {
    Flyway.configure()
        .dataSource(servers.dataSource())
        .schemas("command")
        .defaultSchema("command")
        .locations("classpath:db/command")
        .load()
        .migrate();
  }

  /** Bookings of two events each, in one transaction for some thousands. */
  void fill(int events) throws SQLException {
    try (Connection connection = servers.connect();
        PreparedStatement append = connection.prepareStatement(APPEND)) {
      connection.setAutoCommit(false);
      for (int i = 0; i < events; i++) {
        add(append, "b-" + i / 2, i % 2);
        append.addBatch();
        if (i % 5_000 == 4_999 || i == events - 1) {
          append.executeBatch();
          connection.commit();
        }
      }
    }
  }

  private static void add(PreparedStatement append, String booking, int sequence)
      throws SQLException {
    append.setString(1, UUID.randomUUID().toString());
    append.setString(2, booking);
    append.setInt(3, sequence);
    append.setString(4, "io.tidemark.booking." + (sequence == 0 ? "created" : "confirmed"));
    append.setBytes(5, sequence == 0 ? CREATED : CONFIRMED);
    append.setBytes(6, METADATA);
    append.setInt(7, Utils.toPositive(Utils.murmur2(bytes(booking))));
  }

  /** Appends of one event by so many writers, each in a transaction of its own, a second. */
  double appendsPerSecond(int writers, long millis)
      throws SQLException, InterruptedException, ExecutionException {
    LongAdder appended = new LongAdder();
    AtomicBoolean running = new AtomicBoolean(true);
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int i = 0; i < writers; i++) {
        done.add(
            threads.submit(
                () -> {
                  append(appended, running);
                  return null;
                }));
      }
      TimeUnit.MILLISECONDS.sleep(millis / 4); // warms up
      long before = appended.sum();
      long start = System.nanoTime();
      TimeUnit.MILLISECONDS.sleep(millis);
      double rate = (appended.sum() - before) * 1e9 / (System.nanoTime() - start);
      running.set(false);
      for (Future<?> writer : done) {
        writer.get();
      }
      return rate;
    }
  }

  private void append(LongAdder appended, AtomicBoolean running) throws SQLException {
    try (Connection connection = servers.connect();
        PreparedStatement append = connection.prepareStatement(APPEND)) {
      connection.setAutoCommit(false);
      while (running.get()) {
        add(append, UUID.randomUUID().toString(), 0);
        append.executeUpdate();
        connection.commit();
        appended.increment();
      }
    }
  }

  /** Sets the guard up for what is appended from now on. {@link Guard#LOCK} comes last. */
  void guard(Guard guard) throws SQLException {
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(guard.trigger());
    }
  }
}
