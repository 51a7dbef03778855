package io.tidemark.query.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import org.junit.jupiter.api.Test;

class AlertsTest {

  private static final QueryServer server = QueryServer.shared();
  private static final ReadModel rows = new ReadModel(server.database());

  private static boolean isAt(String alert, String value) {
    return server
        .send("/actuator/prometheus", request -> request)
        .body()
        .contains("tidemark_alert{alert=\"" + alert + "\"} " + value + "\n");
  }

  @Test
  void a_lag_beyond_the_threshold_is_an_alert() {
    assertThat(isAt("lag", "0.0")).isTrue();
    rows.silently("insert into tidemark.log_end values ('t', 0, 100000, now())");
    Eventually.holds(() -> isAt("lag", "1.0"));
    rows.silently("delete from tidemark.log_end");
    Eventually.holds(() -> isAt("lag", "0.0"));
  }

  @Test
  void a_dead_letter_is_an_alert() {
    assertThat(isAt("dead-letters", "0.0")).isTrue();
    rows.silently(
        "insert into tidemark.dead_letter (topic, topic_id, partition, record_offset, kind, reason,"
            + " header_names, header_values) values ('t', 'x', 0, 0, 'k', 'r', '{}', '{}')");
    assertThat(isAt("dead-letters", "1.0")).isTrue();
    rows.silently("delete from tidemark.dead_letter");
    assertThat(isAt("dead-letters", "0.0")).isTrue();
  }

  @Test
  void drift_is_an_alert_as_long_as_a_cell_has_it() {
    assertThat(isAt("drift", "NaN")).isTrue();
    rows.silently(
        "insert into tidemark.self_audit (generation, instance, started_at, millis, periods, entities,"
            + " cells, drift) values (1, 'i', now(), 1, 1, 1, 1, 0)");
    assertThat(isAt("drift", "0.0")).isTrue();
    rows.silently(
        "insert into tidemark.drift (generation, table_name, cell_key, grain, period_start, found_at,"
            + " seen_at) values (1, 't', '{}', 'day', '2026-10-01', now(), now())");
    assertThat(isAt("drift", "1.0")).isTrue();
    rows.silently("delete from tidemark.drift; delete from tidemark.self_audit");
  }
}
