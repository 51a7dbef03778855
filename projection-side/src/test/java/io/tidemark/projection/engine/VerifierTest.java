package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.rebuild.Verifier.Difference;
import io.tidemark.testkit.oracle.History;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a cell is found. */
final class VerifierTest {

  private final ProjectionDatabase database = new ProjectionDatabase();

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bookings_by_status                | update readmodel.bookings_by_status set amount = amount + 0.0001 where grain = 'all' and status = 'pending'
          complaints_by_priority_and_status | delete from readmodel.complaints_by_priority_and_status where grain = 'all' and priority = 'low' and status = 'open'
          complaints_due                    | insert into readmodel.complaints_due values ('day', '2020-01-01', 'minute', '2020-01-02T00:00:00Z', 1)
          staff_workload                    | update readmodel.staff_workload set total = total + 1 where staff = 's3'
          production_by_provider            | insert into readmodel.production_by_provider values ('all', '1970-01-01', 'p1', 100, 0, 1)
          production_by_location            | update readmodel.production_by_location set hygiene = hygiene - 0.0001 where grain = 'month' and period_start = '2025-01-01' and provider = 'p1' and location = 'l1'
          calls_by_account                  | update readmodel.calls_by_account set credits = credits - 0.0001 where grain = 'all' and account = 'u1'
          calls_by_account_hour             | insert into readmodel.calls_by_account_hour values ('u1', '2020-01-01T00:00:00Z', 1, 0, 0, 0, 0)
          credits_by_account                | delete from readmodel.credits_by_account where account = 'u1'
          leads_by_score                    | update readmodel.leads_by_score set converted = converted + 1 where (account, grain, bucket) = (select account, grain, bucket from readmodel.leads_by_score where grain = 'all' and leads > 0 limit 1)
          """)
  void a_planted_difference_is_found(String table, String sabotage) throws Exception {
    fill();
    database.execute(sabotage);

    assertThat(database.verify().differences())
        .singleElement()
        .satisfies(difference -> assertThat(difference.table()).isEqualTo(table));
  }

  @Test
  void an_entity_changed_behind_the_engines_back_is_found() throws Exception {
    fill();
    database.execute("update readmodel.booking set status = 'completed' where id = 'b1'");

    List<Difference> differences = database.verify().differences();

    assertThat(differences).isNotEmpty();
  }

  @Test
  void a_row_of_zeros_is_as_good_as_none() throws Exception {
    fill();
    database.execute(
        "insert into readmodel.bookings_by_status values ('day', '2020-01-01', 'pending', 0, 0)");

    assertThat(database.verify().differences()).isEmpty();
  }

  private void fill() throws Exception {
    try (Projector projector = database.assigned(1_000)) {
      projector.accept(database.records(History.of(3, 150)), false);
    }
    assertThat(database.verify().differences()).isEmpty();
  }
}
