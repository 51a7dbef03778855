package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.rebuild.Archive;
import io.tidemark.projection.rebuild.ArchiveExport;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The log is exported and cut off; what it held comes back from the files. */
@ResourceLock(TestKafka.TOPICS)
final class ArchiveRebuildTest {

  private static final String BOOKINGS = "tidemark.bookings";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
  private final List<Received> history = History.of(43, 150);
  private final int third = history.size() / 3;

  @TempDir private Path folder;

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void a_rebuild_from_files_of_a_log_that_was_cut_off_comes_to_the_same_cells() throws Exception {
    try (RunningProjector projector =
        RunningProjector.start(database, "projector", database.calendar).awaitReady()) {
      List<Path> files = exportTwoThirds();
      cutOff();
      BrokerLog.publish(history.subList(2 * third, history.size()));
      long records = history.size() + 1L; // and what is no event
      watched.awaitFolded(records, 1);

      assertThat(projector.refused("rebuild-start", "{\"reason\": \"from the log\"}").code())
          .isEqualTo("log-begins-later");
      assertThat(projector.ask("rebuild-plan", "{}").path("refusal").stringValue())
          .contains("The log of tidemark.", "events between are missing");
      assertThat(projector.ask("rebuild-plan", fromFiles(files)).path("refusal").isNull()).isTrue();
      List<Path> gap = new ArrayList<>(files);
      gap.removeIf(file -> file.endsWith("bookings-1.jsonl.gz"));
      assertThat(projector.refused("rebuild-start", fromFiles(gap)).detail())
          .contains("bookings-2.jsonl.gz begins at");
      gap.removeIf(file -> file.endsWith("bookings-2.jsonl.gz"));
      assertThat(projector.refused("rebuild-start", fromFiles(gap)).detail())
          .contains("The log of tidemark.bookings-", "events between are missing");

      projector.ask("rebuild-start", fromFiles(files));
      watched.awaitState(2, "following");
      watched.awaitFolded(records, 2);
      assertThat(watched.number("select differences from tidemark.generation where generation = 2"))
          .isZero();
      assertThat(watched.cells("readmodel_2")).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
      assertThat(watched.number("select count(*) from tidemark.dead_letter where generation = 2"))
          .as("what was no event in the log is none in the file")
          .isOne();
    }
  }

  @Test
  void a_damaged_file_is_named_with_its_line_and_folded_once_it_is_repaired() throws Exception {
    try (RunningProjector projector =
        RunningProjector.start(database, "projector", database.calendar).awaitReady()) {
      List<Path> files = exportTwoThirds();
      Path bookings = folder.resolve("bookings-1.jsonl.gz");
      byte[] good = Files.readAllBytes(bookings);
      Files.write(bookings, Arrays.copyOf(good, good.length / 2));
      assertThat(projector.refused("rebuild-start", fromFiles(files)).detail())
          .contains("bookings-1.jsonl.gz has", "its manifest says");

      try (RandomAccessFile file = new RandomAccessFile(bookings.toFile(), "rw")) {
        file.setLength(good.length); // the rest of it is zeros
      }
      projector.ask("rebuild-start", fromFiles(files));
      watched.await(
          "select count(*) from tidemark.generation where generation = 2 and trouble is not null",
          1);
      database.query(
          "select trouble from tidemark.generation where generation = 2",
          rows ->
              assertThat(rows.getString(1))
                  .contains("bookings-1.jsonl.gz is damaged")
                  .containsPattern("line \\d+ cannot be read"));
      assertThat(
              watched.number(
                  "select coalesce(sum(next_offset), 0) from tidemark.position"
                      + " where generation = 2 and topic = 'tidemark.bookings'"))
          .as("nothing of it is folded")
          .isZero();

      Files.write(bookings, good);
      watched.awaitState(2, "following");
      watched.awaitFolded(2L * third + 1, 1, 2);
      assertThat(watched.cells("readmodel_2"))
          .isEqualTo(Oracle.cells(history.subList(0, 2 * third), ZoneOffset.UTC));
      assertThat(
              watched.number(
                  "select count(*) from tidemark.generation where generation = 2 and trouble is null"))
          .isOne();
    }
  }

  /** All topics, that of bookings in two ranges of time. */
  private List<Path> exportTwoThirds() throws Exception {
    BrokerLog.publish(history.subList(0, third));
    BrokerLog.publishNoEvent("tidemark.calls");
    Thread.sleep(10);
    Instant between = Instant.now();
    BrokerLog.publish(history.subList(third, 2 * third));
    List<Path> files = new ArrayList<>();
    try (ArchiveExport export =
        ArchiveExport.connect(TestKafka.bootstrapServers(), Map.of("client.id", "export"))) {
      for (String topic : ReadModel.projections().topics()) {
        if (topic.equals(BOOKINGS)) {
          files.add(export(export, topic, null, between, "bookings-1.jsonl.gz"));
          files.add(export(export, topic, between, null, "bookings-2.jsonl.gz"));
        } else {
          files.add(export(export, topic, null, null, topic + ".jsonl.gz"));
        }
      }
    }
    return files;
  }

  private Path export(
      ArchiveExport export, String topic, @Nullable Instant from, @Nullable Instant to, String name)
      throws Exception {
    var wanted = new ArchiveExport.Wanted(topic, Set.of(), null, from, to);
    Archive archive =
        export.write(
            export.find(wanted).orElseThrow(), folder.resolve(name), Instant.now(), _ -> {});
    archive.check();
    return archive.file();
  }

  /** Deletes everything that the log holds, as retention would. */
  private void cutOff() throws Exception {
    watched.awaitFolded(2L * third + 1, 1);
    Map<TopicPartition, RecordsToDelete> ends = new HashMap<>();
    database.query(
        "select topic, partition, next_offset from tidemark.position where next_offset > 0",
        rows ->
            ends.put(
                new TopicPartition(requireNonNull(rows.getString(1)), rows.getInt(2)),
                RecordsToDelete.beforeOffset(rows.getLong(3))));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      admin.deleteRecords(ends).all().get();
    }
  }

  private static String fromFiles(List<Path> files) {
    ObjectNode arguments = JsonMapper.shared().createObjectNode();
    arguments.put("reason", "the log is cut off").put("source", "archive");
    files.forEach(file -> arguments.withArray("files").add(file.toString()));
    return arguments.toString();
  }
}
