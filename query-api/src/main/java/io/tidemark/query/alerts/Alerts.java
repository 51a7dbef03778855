package io.tidemark.query.alerts;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.settings.SettingsStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The metric {@code tidemark.alert}, for a monitoring system to act on: 1 for an alert that is
 * raised, 0 for one that is not, and no number while nobody can tell.
 */
@Component
final class Alerts implements MeterBinder {

  private static final Logger log = LoggerFactory.getLogger(Alerts.class);

  /** Counts no further than the threshold: there may be many more. */
  private static final String DEAD_LETTERS =
      """
      select count(*) from (
        select from tidemark.dead_letter
        where generation = (select generation from tidemark.generation where state = 'serving')
          and state in ('open', 'retrying')
        limit ?)
      """;

  /** Of the generation that is read; no row before the first run of the self-audit. */
  private static final String DRIFT =
      """
      select exists (select from tidemark.drift d
        where d.generation = (select generation from tidemark.generation where state = 'serving'))
      from tidemark.self_audit
      """;

  private final TideMonitor monitor;
  private final SettingsStore settings;
  private final DataSource database;

  Alerts(
      TideMonitor monitor,
      SettingsStore settings,
      @Qualifier("queryDataSource") DataSource database) {
    this.monitor = monitor;
    this.settings = settings;
    this.database = database;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "lag", Alerts::lag);
    gauge(registry, "dead-letters", Alerts::deadLetters);
    gauge(registry, "drift", Alerts::drift);
  }

  private void gauge(MeterRegistry registry, String alert, ToDoubleFunction<Alerts> value) {
    Gauge.builder("tidemark.alert", this, value)
        .description("1 while a figure is at or beyond the threshold in the settings")
        .tag("alert", alert)
        .register(registry);
  }

  double lag() {
    return monitor.connected()
        ? raised(monitor.tide().lag() >= settings.current().alerts().lagEvents())
        : Double.NaN;
  }

  double deadLetters() {
    long threshold = settings.current().alerts().deadLetters();
    try (Connection snapshot = database.getConnection();
        PreparedStatement statement = snapshot.prepareStatement(DEAD_LETTERS)) {
      statement.setLong(1, threshold);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return raised(row.getLong(1) >= threshold);
      }
    } catch (SQLException e) {
      log.debug("Dead letters cannot be counted now", e);
      return Double.NaN;
    }
  }

  /** Whether a cell was found that is not the sum of its entities: there is no threshold for it. */
  double drift() {
    try (Connection snapshot = database.getConnection();
        PreparedStatement statement = snapshot.prepareStatement(DRIFT);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? raised(row.getBoolean(1)) : Double.NaN;
    } catch (SQLException e) {
      log.debug("Drift cannot be looked up now", e);
      return Double.NaN;
    }
  }

  private static double raised(boolean raised) {
    return raised ? 1 : 0;
  }
}
