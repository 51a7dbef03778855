package io.tidemark.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** From a command to the topic, through the real broker. */
class RelayTest {

  private static final String BOOKINGS = "/api/v1/bookings";
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final String source = "/test/" + UUID.randomUUID();
  private final TestDatabase database = TestPostgres.freshDatabase();

  RelayTest() {
    BookingsTopic.make(TestKafka.bootstrapServers());
  }

  private CommandServer start(String... more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("tidemark.command.source", source);
    settings.put("tidemark.relay.takeover", "1s");
    settings.put("tidemark.relay.retry", "200ms");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return CommandServer.start(database, settings);
  }

  private BookingsTopic topic() {
    return BookingsTopic.open(TestKafka.bootstrapServers(), source);
  }

  private static void create(CommandServer server, String id) {
    var answer =
        server.post(
            BOOKINGS,
            "bookings.write",
            "{\"id\":\"%s\",\"amount\":\"12.50\"}".formatted(id),
            "traceparent",
            TRACE);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private void execute(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_commands_event_is_on_the_topic_as_a_cloud_event_in_the_order_of_its_booking() {
    try (CommandServer server = start();
        BookingsTopic topic = topic()) {
      create(server, "b-1");
      server.post(BOOKINGS + "/b-1/confirm", "bookings.write", "");
      List<ConsumerRecord<String, String>> records = topic.await(2);
      ConsumerRecord<String, String> first = records.getFirst();
      assertThat(first.key()).isEqualTo("b-1");
      assertThat(first.value()).isEqualTo("{\"amount\":12.50}");
      assertThat(BookingsTopic.header(first, "ce_type")).contains("io.tidemark.booking.created");
      assertThat(BookingsTopic.header(first, "ce_subject")).contains("b-1");
      assertThat(BookingsTopic.header(first, "ce_sequence")).contains("1");
      assertThat(BookingsTopic.header(first, "ce_position")).contains("1");
      assertThat(BookingsTopic.header(first, "ce_traceparent").orElseThrow())
          .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
      assertThat(BookingsTopic.header(records.get(1), "ce_sequence")).contains("2");
      assertThat(BookingsTopic.header(records.get(1), "ce_position")).contains("2");
      await().untilAsserted(() -> assertThat(health(server).getStatus()).isEqualTo(Status.UP));
      MeterRegistry meters = server.bean(MeterRegistry.class);
      assertThat(meters.get("tidemark.relay.events").functionCounter().count()).isEqualTo(2);
    }
  }

  private static Health health(CommandServer server) {
    return server.context().getBean("relayHealthIndicator", RelayHealth.class).health();
  }

  @Test
  void an_event_that_no_broker_takes_halts_its_segment_and_says_so_until_it_can_be_sent() {
    try (CommandServer server = start("tidemark.relay.enabled", "false")) {
      for (int i = 0; i < 20; i++) {
        create(server, "b-" + i);
      }
      execute(
          """
          update command.event set payload = convert_to(
            '{"amount":1,"service":"' || repeat('x', 2000000) || '"}', 'UTF8')
          where aggregate_id = 'b-7'
          """);
    }
    try (CommandServer server = start();
        BookingsTopic topic = topic()) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> {
                assertThat(health(server).getStatus()).isEqualTo(Status.DOWN);
                assertThat(health(server).getDetails().values().toString())
                    .contains("halted: ", "of b-7", "at position 8", "RecordTooLarge");
                MeterRegistry meters = server.bean(MeterRegistry.class);
                assertThat(meters.get("tidemark.relay.halted").gauge().value()).isEqualTo(1);
                assertThat(meters.get("tidemark.relay.backlog").gauge().value())
                    .isBetween(1.0, 13.0);
                assertThat(meters.get("tidemark.relay.oldest.age").gauge().value()).isPositive();
              });
      assertThat(topic.read()).noneMatch(record -> record.key().equals("b-7"));
      await()
          .untilAsserted(
              () ->
                  assertThat(topic.read())
                      .as("of other segments")
                      .anyMatch(record -> BookingsTopic.position(record) > 8));
    }
    try (CommandServer _ = start("spring.kafka.producer.properties.max.request.size", "4000000");
        BookingsTopic topic = topic()) {
      topic.holdsAllOf(database);
    }
  }

  @Test
  void what_was_acknowledged_when_the_position_could_not_be_kept_comes_again_and_nothing_is_lost() {
    try (CommandServer server = start();
        BookingsTopic topic = topic()) {
      execute("create sequence failing");
      execute(
          """
          create function fail() returns trigger language plpgsql as $$ begin
            if nextval('public.failing') <= 6 then raise 'the token store is away'; end if;
            return new;
          end $$
          """);
      execute(
          """
          create trigger fail before update of position on command.relay_segment for each row
          when (new.position > old.position) execute function fail()
          """);
      for (int i = 0; i < 50; i++) {
        create(server, "b-" + i);
      }
      topic.holdsAllOf(database);
      assertThat(topic.read()).as("at least one came twice").hasSizeGreaterThan(50);
    }
  }

  @Test
  void instances_share_the_segments_and_take_over_from_one_another() throws Exception {
    try (CommandServer first = start();
        BookingsTopic topic = topic()) {
      await().untilAsserted(() -> assertThat(segments(first)).isEqualTo(4));
      try (CommandServer second = start();
          CommandServer third = start("tidemark.relay.segments", "8")) {
        await()
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(
                () ->
                    assertThat(List.of(segments(first), segments(second), segments(third)))
                        .containsExactlyInAnyOrder(2, 1, 1));
        for (int i = 0; i < 20; i++) {
          create(second, "x-" + i);
        }
        second.bean(Relay.class).crash();
        for (int i = 0; i < 20; i++) {
          create(second, "y-" + i);
        }
        long killed = System.nanoTime();
        await().atMost(Duration.ofSeconds(10)).until(() -> segments(first) + segments(third) == 4);
        assertThat(Duration.ofNanos(System.nanoTime() - killed))
            .as("soon after the second of its takeover")
            .isLessThan(Duration.ofSeconds(4));
      }
      await().untilAsserted(() -> assertThat(segments(first)).isEqualTo(4));
      topic.holdsAllOf(database);
    }
  }

  private static int segments(CommandServer server) {
    return server.bean(Relay.class).states().size();
  }
}
