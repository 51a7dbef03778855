package io.tidemark.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.Received;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestServer;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.Tidemark;
import io.tidemark.web.Tidemark.Mark.Logged;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A system that publishes over HTTP, and what it finds in the log afterwards. */
final class Upstream {

  static final String STRUCTURED = "application/cloudevents+json";
  static final String BATCH = "application/cloudevents-batch+json";
  static final String PATH = "/api/v1/events";
  static final String SOURCE = "/desk/berlin";

  private final CommandServer server;
  private final String token;

  private Upstream(CommandServer server, String token) {
    this.server = server;
    this.token = token;
  }

  /** One that may publish what comes from {@code /desk/…}. */
  static Upstream of(CommandServer server) {
    return of(server, "/desk/*");
  }

  static Upstream of(CommandServer server, String... sources) {
    makeTopics();
    return new Upstream(
        server,
        TestTokens.with(
            claims -> claims.claim("scope", "events.write").claim("sources", List.of(sources))));
  }

  private static void makeTopics() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      Set<String> missing =
          EventTypes.all().stream().map(EventType::topic).collect(Collectors.toSet());
      missing.removeAll(new HashSet<>(admin.listTopics().names().get()));
      admin
          .createTopics(
              missing.stream()
                  .map(topic -> new NewTopic(topic, Optional.empty(), Optional.empty()))
                  .toList())
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> post(@Nullable String contentType, byte[] body, String... headers) {
    return server.send(
        PATH,
        request -> {
          request.POST(BodyPublishers.ofByteArray(body)).header("Authorization", "Bearer " + token);
          if (contentType != null) {
            request.header("Content-Type", contentType);
          }
          return headers.length == 0 ? request : request.headers(headers);
        });
  }

  HttpResponse<String> structured(String event) {
    return post(STRUCTURED, event.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<String> batch(String... events) {
    return post(BATCH, ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8));
  }

  /** A booking's creation as one JSON object. */
  static String created(String id, String data) {
    return event(id, SOURCE, "booking.created", data);
  }

  static String event(String id, String source, String fact, String data) {
    return """
        {"specversion":"1.0","id":"%s","source":"%s","type":"io.tidemark.%s","subject":"b-%s",\
        "time":"2026-11-20T10:00:00Z","data":%s}"""
        .formatted(id, source, fact, id, data);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  /** Where the answer says that its events are. */
  static List<Logged> marks(HttpResponse<String> response) {
    return response.headers().allValues("Tidemark").stream()
        .flatMap(token -> Tidemark.parse(token).marks().stream())
        .map(Logged.class::cast)
        .toList();
  }

  /** The record there. */
  static ConsumerRecord<byte[], byte[]> record(Logged mark) {
    return records(Map.of(new TopicPartition(mark.topic(), mark.partition()), mark.offset()))
        .getFirst();
  }

  /** All records of a topic of that source and id. */
  static List<ConsumerRecord<byte[], byte[]>> records(String topic, String id) {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    for (int partition = 0; partition < 12; partition++) {
      beginnings.put(new TopicPartition(topic, partition), 0L);
    }
    return records(beginnings).stream()
        .filter(record -> header(record, "ce_id").equals(id))
        .toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(Map<TopicPartition, Long> from) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
      return found;
    }
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  static Received decoded(ConsumerRecord<byte[], byte[]> record) throws InvalidEvent {
    return new CloudEventDecoder("EUR", 1 << 20)
        .decode(
            record.key(),
            name -> {
              Header header = record.headers().lastHeader(name);
              return header == null ? null : header.value();
            },
            record.value());
  }

  static JsonNode problem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = TestServer.parse(response.body());
    assertThat(problem.get("code").asString()).as(response.body()).isEqualTo(code);
    return problem;
  }

  /** The first input that a problem names. */
  static String parameter(JsonNode problem) {
    return problem.get("errors").get(0).get("parameter").asString();
  }
}
