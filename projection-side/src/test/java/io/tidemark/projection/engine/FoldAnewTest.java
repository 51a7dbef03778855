package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.testkit.oracle.History;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The log is the source of truth: all rows come back from it. */
final class FoldAnewTest {

  private final ProjectionDatabase database = new ProjectionDatabase();

  @Test
  void the_log_is_folded_anew_as_the_operators_guide_says() throws Exception {
    List<Received> history = History.of(17, 60);
    List<ConsumerRecord<byte[], byte[]>> log = database.records(history);
    fold(log);
    Map<String, List<BigDecimal>> cells = database.cells();

    database.execute(guide());

    assertThat(database.cells()).isEmpty();
    assertThat(database.verify().entities()).isZero();
    fold(log);
    assertThat(database.cells()).isEqualTo(cells).isNotEmpty();
    assertThat(database.verify().differences()).isEmpty();
  }

  private void fold(List<ConsumerRecord<byte[], byte[]>> log) throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      assertThat(projector.accept(log, false)).isNull();
    }
  }

  private static String guide() throws Exception {
    String guide = Files.readString(Path.of("../docs/operations.md"));
    String chapter = guide.substring(guide.indexOf("## Folding the log anew"));
    String from = chapter.substring(chapter.indexOf("```sql") + "```sql".length());
    return from.substring(0, from.indexOf("```"));
  }
}
