package io.tidemark.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledProcessTest {

  @TempDir Path folder;
  private @Nullable Process writer;

  @AfterEach
  void end() throws Exception {
    if (writer != null) writer.destroyForcibly().waitFor();
    Optional<Postmaster> postmaster = Postmaster.of(folder.toRealPath().resolve("postgres/data"));
    if (postmaster.isPresent()) postmaster.get().stop();
  }

  @Test
  void what_was_acknowledged_before_a_kill_is_there_after_the_restart() throws Exception {
    writer = Writer.start(folder);
    long acknowledged = readUntil(writer, 50);
    assertThatThrownBy(() -> start(folder))
        .isInstanceOf(FolderInUse.class)
        .hasMessageContaining("is used by process " + writer.pid());
    Postmaster leftOver = Postmaster.of(folder.toRealPath().resolve("postgres/data")).orElseThrow();

    writer.destroyForcibly().waitFor();
    assertThat(leftOver.process().isAlive()).isTrue();

    try (LocalServers servers = start(folder)) {
      assertThat(leftOver.process().isAlive()).isFalse();
      assertThat(rows(servers.postgres())).isGreaterThan(acknowledged);
      assertThat(records(servers.kafka())).isGreaterThan(acknowledged);
    }
  }

  @Test
  void a_killed_postmaster_is_recovered_at_the_next_start() throws Exception {
    writer = Writer.start(folder);
    long acknowledged = readUntil(writer, 50);
    Postmaster.of(folder.toRealPath().resolve("postgres/data"))
        .orElseThrow()
        .process()
        .destroyForcibly();
    writer.destroyForcibly().waitFor();

    try (LocalServers servers = start(folder)) {
      assertThat(rows(servers.postgres())).isGreaterThan(acknowledged);
    }
  }

  /** Nobody ends initdb with it: that goes on writing for a while. */
  @Test
  void a_first_start_killed_while_it_makes_the_database_is_done_again() throws Exception {
    Path postgres = folder.resolve("postgres");
    writer = Writer.start(folder);
    while (!isBeingMade(postgres)) {
      assertThat(writer.isAlive()).isTrue();
      Thread.sleep(5);
    }
    writer.destroyForcibly().waitFor();

    LocalPostgres.startFast(postgres).close();
    LocalPostgres.startFast(postgres).close();
    try (Stream<Path> kept = Files.list(postgres)) {
      assertThat(kept.map(it -> it.getFileName().toString()))
          .containsOnly("data", "lock", "password", "server.log", "server.log.1");
    }
  }

  private static boolean isBeingMade(Path postgres) throws IOException {
    if (!Files.exists(postgres)) return false;
    try (Stream<Path> folders = Files.list(postgres)) {
      return folders.anyMatch(it -> Files.exists(it.resolve("pg_logical")));
    }
  }

  private static LocalServers start(Path folder) {
    return LocalServers.start(folder.resolve("postgres"), folder.resolve("kafka"));
  }

  private static long readUntil(Process writer, long target) throws Exception {
    var lines =
        new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
    long n = 0;
    while (n < target)
      n = Long.parseLong(Objects.requireNonNull(lines.readLine(), "the writer ended"));
    return n;
  }

  private static long rows(LocalPostgres postgres) throws Exception {
    try (var connection = postgres.dataSource("tidemark").getConnection();
        var rows = connection.createStatement().executeQuery("select count(*) from number")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static long records(LocalKafka kafka) {
    var bytes = new ByteArrayDeserializer();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()), bytes, bytes)) {
      var partitions =
          consumer.partitionsFor(Writer.TOPIC).stream()
              .map(it -> new TopicPartition(it.topic(), it.partition()))
              .toList();
      assertThat(partitions).hasSize(12);
      return consumer.endOffsets(partitions, Duration.ofSeconds(10)).values().stream()
          .mapToLong(Long::longValue)
          .sum();
    }
  }
}
