package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.ReadModel;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What {@code tidemark verify} finds, and how it ends. */
class VerifyCommandTest extends CommandFixture {

  @Test
  void verify_finds_nothing_in_a_sound_read_model_and_finds_what_was_planted() throws Exception {
    TestDatabase database = TestPostgres.freshDatabase();
    ReadModel.migrate(database.dataSource());
    home()
        .announce(
            new Instance(
                "http://localhost:1",
                database.jdbcUrl(),
                database.username(),
                database.password(),
                "localhost:1",
                1));

    assertThat(run("verify")).isZero();
    assertThat(out.toString()).contains(": 0 differences.");

    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into readmodel.bookings_by_status (grain, period_start, status, bookings, amount)"
              + " values ('all', '1970-01-01', 'pending', 1, 2)");
    }
    assertThat(run("verify")).isEqualTo(1);
    assertThat(out.toString()).contains("1 differences").contains("bookings_by_status");
    assertThat(run("verify", "--json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"stored\":[1,2").contains("\"recomputed\":null");

    assertThat(run("verify", "--sample", "100%")).isEqualTo(1);
    assertThat(out.toString()).contains("A sample of 100.0 % of all cells, chosen by --seed ");
    int found = 0;
    for (int seed = 0; seed < 20; seed++) {
      found += run("verify", "--sample", "50", "--seed", Integer.toString(seed));
    }
    assertThat(found).isBetween(3, 17);
    assertThat(run("verify", "--sample", "0%")).isEqualTo(2);
    assertThat(run("verify", "--seed", "1")).isEqualTo(2);

    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into readmodel.staff_workload (staff, bookings, complaints, total)"
              + " values (E's1\\x1b[31m', 1, 0, 1)");
    }
    assertThat(run("verify")).isEqualTo(1);
    assertThat(out.toString()).contains("staff_workload", "s1").doesNotContain("\u001b");
  }

  @Test
  void verify_says_when_there_is_no_database_or_no_entry() throws Exception {
    assertThat(run("verify")).isEqualTo(4);
    assertThat(err.toString()).contains("No Tidemark runs in");

    assertThat(run("verify", "--jdbc-url", "jdbc:postgresql://localhost:" + freePort() + "/x"))
        .isEqualTo(4);
    assertThat(err.toString()).contains("No database answers at");

    assertThat(run("verify", "--generation", "first")).isEqualTo(2);
    assertThat(
            run(
                "verify",
                "--jdbc-url",
                TestPostgres.freshDatabase().jdbcUrl(),
                "--jdbc-username",
                "nobody"))
        .isEqualTo(3);
  }
}
