package io.tidemark.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A process of its own that starts both servers and writes numbers until it is killed; it prints
 * what is acknowledged.
 */
final class Writer {

  static final String TOPIC = "numbers";

  private Writer() {}

  static Process start(Path folder) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] args) throws Exception {
    LocalServers servers =
        LocalServers.start(Path.of(args[0], "postgres"), Path.of(args[0], "kafka"));
    Map<String, Object> kafka = Map.of("bootstrap.servers", servers.kafka().bootstrapServers());
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.empty(), Optional.empty())))
          .all()
          .get();
    }
    var bytes = new ByteArraySerializer();
    try (Connection connection = servers.postgres().dataSource("tidemark").getConnection();
        var statement = connection.createStatement();
        var producer = new KafkaProducer<>(kafka, bytes, bytes)) {
      statement.execute("create table number (n bigint primary key)");
      for (long n = 0; ; n++) {
        producer
            .send(
                new ProducerRecord<>(
                    TOPIC, Long.toString(n).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .get();
        statement.execute("insert into number values (" + n + ")");
        System.out.println(n);
      }
    }
  }
}
