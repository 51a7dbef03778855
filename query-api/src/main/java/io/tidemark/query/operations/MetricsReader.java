package io.tidemark.query.operations;

import io.tidemark.query.cache.Answer;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.freshness.Snapshots;
import io.tidemark.query.freshness.Tide;
import io.tidemark.query.operations.OperationsMetrics.Realtime;
import io.tidemark.query.settings.Settings;
import io.tidemark.query.settings.SettingsStore;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts an answer together from rows that are there, in one snapshot and at most five statements.
 */
@Component
final class MetricsReader {

  private final Snapshots snapshots;
  private final SettingsStore settings;
  private final Clock clock;
  private final JsonMapper json;

  MetricsReader(Snapshots snapshots, SettingsStore settings, Clock clock, JsonMapper json) {
    this.snapshots = snapshots;
    this.settings = settings;
    this.clock = clock;
    this.json = json;
  }

  Answer<byte[]> read(MetricsQuery query) throws SQLException {
    Periods periods = Periods.of(query.period(), query.date(), query.calendar().weekStartsOn());
    Set<MetricGroup> madeOf = Group.madeOf(query.groups());
    try (Snapshot snapshot = snapshots.take(query.calendar())) {
      Tide tide = snapshot.tide();
      Settings inForce = settings.at(snapshot);
      BookingCells bookings =
          madeOf.contains(MetricGroup.BOOKINGS)
              ? BookingCells.read(snapshot, periods.cells())
              : null;
      ComplaintCells complaints =
          madeOf.contains(MetricGroup.COMPLAINTS)
              ? ComplaintCells.read(snapshot, periods.cells())
              : null;
      Instant now = clock.instant();
      DueSlots due =
          query.has(Group.SLA)
              ? DueSlots.read(
                  snapshot,
                  periods.asked(),
                  now.truncatedTo(ChronoUnit.SECONDS),
                  inForce.slaBuffer())
              : DueSlots.NONE;
      Realtime realtime =
          query.has(Group.REALTIME) && bookings != null && complaints != null
              ? new Realtime(
                  bookings.now("in_progress"),
                  bookings.now("pending", "confirmed"),
                  complaints.activeNow(),
                  complaints.criticalNow(),
                  StaffWorkload.read(snapshot))
              : null;
      snapshot.end();
      OperationsMetrics metrics =
          new OperationsMetrics(
              query.period().wireName(),
              now,
              tide.newestOf(madeOf),
              query.has(Group.BOOKINGS) && bookings != null ? bookings.bookings(periods) : null,
              query.has(Group.COMPLAINTS) && complaints != null
                  ? complaints.complaints(periods)
                  : null,
              query.has(Group.SLA) && complaints != null ? complaints.sla(periods, due) : null,
              query.has(Group.REVENUE) && bookings != null
                  ? bookings.revenue(periods, inForce.revenueStatuses())
                  : null,
              realtime);
      return answer(metrics, tide, madeOf, due.changesAt());
    }
  }

  private Answer<byte[]> answer(
      OperationsMetrics metrics, Tide tide, Set<MetricGroup> madeOf, @Nullable Instant changesAt) {
    Instant asOf = metrics.asOf();
    return new Answer<>(
        json.writeValueAsBytes(metrics),
        // the time of making says nothing of the figures
        Answer.etagOf(json.writeValueAsBytes(metrics.generatedAt(Instant.EPOCH))),
        asOf == null ? null : asOf.toString(),
        tide.versions(),
        madeOf,
        metrics.generatedAt(),
        changesAt,
        false);
  }
}
