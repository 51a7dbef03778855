package io.tidemark.command.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

/** An event as it was stored first, read as it is now. */
class AgentCreatedVoiceIdTest {

  private static final CommandServer server = CommandServer.shared();

  private final String id = "a-" + UUID.randomUUID();

  private void store(String revision, String payload) throws SQLException {
    try (Connection connection = server.database().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                insert into command.event
                  (event_id, aggregate_id, sequence_number, aggregate_type, recorded_at,
                   payload_type, payload_revision, payload, metadata, key_hash)
                values (?, ?, 0, 'agent', '2026-01-05T08:00:00Z', 'io.tidemark.agent.created', ?,
                        convert_to(?, 'UTF8'), convert_to('{}', 'UTF8'), ?)
                """)) {
      statement.setString(1, UUID.randomUUID().toString());
      statement.setString(2, id);
      statement.setString(3, revision);
      statement.setString(4, payload);
      byte[] key = id.getBytes(StandardCharsets.UTF_8);
      statement.setInt(5, Utils.toPositive(Utils.murmur2(key)));
      statement.executeUpdate();
    }
  }

  private HttpResponse<String> activate(String account) {
    return server.call(
        "POST", "/api/v1/agents/" + id + "/activate", TestTokens.of(account, "calls.write"), "");
  }

  /** What the topic has of it, by and by. */
  private List<String> published(int least) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            TestKafka.bootstrapServers(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    List<String> published = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor("tidemark.calls").stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Instant end = Instant.now().plusSeconds(30);
      while (published.size() < least && Instant.now().isBefore(end)) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  if (id.equals(record.key())) {
                    String type =
                        new String(
                            record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                    published.add(type + " " + record.value());
                  }
                });
      }
    }
    return published;
  }

  @Test
  void an_event_of_the_first_revision_is_decided_by_and_sent_on_as_the_present_one()
      throws SQLException {
    store("0", "{\"userId\":\"u-1\",\"name\":\"Anna\",\"kind\":\"sales\",\"voiceId\":\"voice-9\"}");
    assertThat(activate("u-2").statusCode()).isEqualTo(404);
    HttpResponse<String> response = activate("u-1");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("ETag")).contains("\"2\"");
    assertThat(published(2))
        .containsExactly(
            "io.tidemark.agent.created {\"userId\":\"u-1\",\"name\":\"Anna\",\"kind\":\"sales\","
                + "\"externalId\":\"voice-9\"}",
            "io.tidemark.agent.activated {}");
  }

  @Test
  void without_the_field_there_is_nothing_to_rename() throws SQLException {
    store("0", "{\"userId\":\"u-1\",\"name\":\"Anna\",\"kind\":\"sales\"}");
    assertThat(activate("u-1").statusCode()).isEqualTo(200);
  }

  @Test
  void what_is_stored_stays_as_it_is() throws SQLException {
    store("0", "{\"userId\":\"u-1\",\"name\":\"Anna\",\"kind\":\"sales\",\"voiceId\":\"v\"}");
    activate("u-1");
    assertThat(server.stored(id).getFirst()).contains("voiceId").doesNotContain("externalId");
  }
}
