package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.trust.SelfAudit;
import io.tidemark.projection.trust.SelfAuditSettings;
import io.tidemark.testkit.oracle.History;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closed periods are recomputed now and then, and what differs is found. */
final class SelfAuditTest {

  private static final String FALSIFY =
      """
      update readmodel.production_by_location set dentist = dentist + 1
      where (provider, location, grain, period_start) = (
        select provider, location, grain, period_start from readmodel.production_by_location
        where grain = 'week' order by 1, 2, 3, 4 limit 1)
      """;

  private final ProjectionDatabase database = new ProjectionDatabase(ZoneId.of("America/St_Johns"));

  @Test
  void a_falsified_cell_is_found_and_found_again_until_it_is_mended() throws Exception {
    fill();
    SelfAudit all = audit(10_000);
    assertThat(all.run(Duration.ZERO)).isTrue();
    assertThat(all.drift()).isZero();
    assertThat(gauge("cells")).isGreaterThan(1_000);
    assertThat(gauge("drift")).isZero();

    database.execute(FALSIFY);
    all.run(Duration.ZERO);
    assertThat(all.drift()).isEqualTo(1);
    assertThat(gauge("drift")).isEqualTo(1);
    assertThat(drift()).singleElement().asString().startsWith("production_by_location week ");

    SelfAudit few = audit(1);
    few.run(Duration.ZERO);
    assertThat(few.drift()).isEqualTo(1);

    database.execute(FALSIFY.replace("dentist + 1", "dentist - 1"));
    few.run(Duration.ZERO);
    assertThat(few.drift()).isZero();
    assertThat(drift()).isEmpty();
    assertThat(few.lastRun()).isPresent();
  }

  @Test
  void a_cell_that_is_missing_and_one_too_many_are_found() throws Exception {
    fill();
    database.execute(
        """
        delete from readmodel.calls_by_account where (account, grain, period_start) = (
          select account, grain, period_start from readmodel.calls_by_account
          where grain = 'day' and calls > 0 limit 1)
        """);
    database.execute(
        "insert into readmodel.bookings_by_status values ('day', '2025-01-01', 'cancelled', 1, 1)"
            + " on conflict (grain, period_start, status) do update set bookings = -1");
    SelfAudit all = audit(10_000);
    all.run(Duration.ZERO);
    assertThat(drift()).hasSize(2);
  }

  @Test
  void a_period_that_goes_on_is_left_alone() throws Exception {
    fill();
    SelfAudit early =
        new SelfAudit(
            ReadModel.projections(),
            new SelfAuditSettings(Duration.ofMinutes(10), 10_000),
            database.dataSource,
            Clock.fixed(Instant.parse("2024-11-01T00:00:00Z"), ZoneOffset.UTC),
            database.meters,
            "me");
    assertThat(early.run(Duration.ZERO)).isTrue();
    database.query(
        "select periods from tidemark.self_audit", row -> assertThat(row.getLong(1)).isZero());
  }

  @Test
  void one_projector_at_a_time_does_it_and_not_more_often_than_asked_for() throws Exception {
    fill();
    SelfAudit audit = audit(1);
    try (Connection other = database.dataSource.getConnection();
        Statement lock = other.createStatement()) {
      lock.execute("select pg_advisory_lock(" + 0x74_69_64_65_61_75_64L + ")");
      assertThat(audit.run(Duration.ZERO)).isFalse();
    }
    assertThat(audit.run(Duration.ofMinutes(9))).isTrue();
    assertThat(audit(1).run(Duration.ofMinutes(9))).isFalse();
  }

  @Test
  void a_generation_of_other_code_is_left_to_its_own_release() throws Exception {
    fill();
    database.execute("update tidemark.generation set code = 'booking:99'");
    assertThat(audit(1).run(Duration.ZERO)).isFalse();
  }

  @Test
  void it_can_be_switched_off() {
    assertThat(SelfAuditSettings.of("off", 3)).isEqualTo(SelfAuditSettings.of("0", 3));
    assertThat(SelfAuditSettings.of("10m", 3).interval()).isEqualTo(Duration.ofMinutes(10));
    assertThatThrownBy(() -> SelfAuditSettings.of("-1s", 3))
        .hasMessageContaining("tidemark.self-audit.interval");
    SelfAudit off =
        new SelfAudit(
            ReadModel.projections(),
            SelfAuditSettings.of("off", 3),
            database.dataSource,
            Clock.systemUTC(),
            database.meters,
            "me");
    off.start();
    assertThat(off.isRunning()).isFalse();
  }

  private SelfAudit audit(int periods) {
    return new SelfAudit(
        ReadModel.projections(),
        new SelfAuditSettings(Duration.ofMinutes(10), periods),
        database.dataSource,
        Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC),
        database.meters,
        "me");
  }

  private double gauge(String name) {
    var meter = database.meters.get("tidemark.self.audit." + name);
    return name.equals("cells") ? meter.counter().count() : meter.gauge().value();
  }

  private List<String> drift() throws Exception {
    List<String> drift = new ArrayList<>();
    database.query(
        "select concat_ws(' ', table_name, grain, stored, recomputed) from tidemark.drift",
        row -> drift.add(row.getString(1)));
    return drift;
  }

  private void fill() throws Exception {
    try (Projector projector = database.assigned(10_000)) {
      projector.accept(database.records(History.of(9, 120)), false);
    }
  }
}
