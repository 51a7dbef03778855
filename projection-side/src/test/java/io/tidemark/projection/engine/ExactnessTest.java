package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import io.tidemark.testkit.oracle.ProviderOracle;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Any order, any duplication, any split into batches: the same cells, and these are the oracle's.
 */
final class ExactnessTest {

  @ParameterizedTest(name = "seed {0}, memory for {1} entities, zone {2}")
  @CsvSource({
    "1, 1000000, UTC",
    "2, 1000000, America/St_Johns",
    "3, 0, UTC",
    "4, 50, Pacific/Apia",
    "5, 700, UTC",
    "6, 1000000, Australia/Lord_Howe"
  })
  void whatever_the_order_the_cells_are_those_of_the_oracle(
      long seed, int memoryEntities, ZoneId zone) throws Exception {
    Random random = new Random(seed);
    List<Received> history = History.of(seed, 400);
    List<Received> delivered = new ArrayList<>(history);
    for (int i = 0; i < history.size() / 5; i++) {
      delivered.add(history.get(random.nextInt(history.size())));
    }
    Collections.shuffle(delivered, random);
    ProjectionDatabase database = new ProjectionDatabase(zone);
    try (Projector projector = database.assigned(memoryEntities)) {
      for (var batch : batches(database.records(delivered), random)) {
        assertThat(projector.accept(batch, random.nextBoolean())).isNull();
      }
      assertThat(projector.idle()).isNull();
    }

    Map<String, List<BigDecimal>> cells = database.cells();
    assertThat(cells).isEqualTo(Oracle.cells(history, zone));
    assertThat(cells.keySet().stream().map(cell -> cell.substring(0, cell.indexOf('|'))).distinct())
        .as("a table that is compared with nothing may hold anything")
        .containsExactlyInAnyOrderElementsOf(
            ReadModel.projections().tables().map(CellTable::name).toList());
    assertThat(database.goals()).isEqualTo(ProviderOracle.goals(history)).hasSizeGreaterThan(40);
    assertThat(database.verify().differences()).isEmpty();
    assertThat(database.verify().entities()).isGreaterThan(1_800);
    database.query(
        "select count(*) from readmodel.calls_by_account_hour where calls = 0",
        rows -> assertThat(rows.getLong(1)).as("hours without a call").isZero());
  }

  private static List<List<ConsumerRecord<byte[], byte[]>>> batches(
      List<ConsumerRecord<byte[], byte[]>> records, Random random) {
    List<List<ConsumerRecord<byte[], byte[]>>> batches = new ArrayList<>();
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(600));
      batches.add(records.subList(from, to));
      from = to;
    }
    return batches;
  }
}
