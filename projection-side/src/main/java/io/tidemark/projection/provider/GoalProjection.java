package io.tidemark.projection.provider;

import static java.util.Objects.requireNonNull;

import io.tidemark.events.Envelope;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Stamp;
import io.tidemark.projection.engine.Table;
import java.time.LocalDate;
import java.util.List;

/**
 * Keeps the goals of providers, one row per goal and start of a period, so that a goal of a later
 * period leaves those of earlier ones as they were. It counts them only so that one can see what a
 * provider has goals for without reading them all.
 */
public final class GoalProjection implements Production<GoalEvent, Goal> {

  /** What a provider has goals for. */
  static final Table<LocationKey, Sums> BY_LOCATION =
      Table.of("goals_by_location", LocationKey.class, Sums.class).withoutZeros();

  static final EntityTable<Goal> GOALS = EntityTable.of("goal", Goal.class);

  /**
   * @param location empty for goals of the provider wherever it works
   */
  record LocationKey(String provider, Granularity granularity, String location) {}

  record Sums(long goals) {}

  @Override
  public String entityId(Envelope envelope, GoalEvent event) {
    LocalDate periodStart =
        switch (event) {
          case GoalEvent.Set e -> e.periodStart();
          case GoalEvent.Cleared e -> e.periodStart();
        };
    return envelope.subject() + "|" + periodStart;
  }

  @Override
  public Goal merge(Goal goal, GoalEvent event, Stamp at) {
    return switch (event) {
      case GoalEvent.Set e ->
          goal.stated(
              e.providerId(), e.locationId(), e.granularity(), e.periodStart(), e.amount(), at);
      case GoalEvent.Cleared e ->
          goal.stated(e.providerId(), e.locationId(), e.granularity(), e.periodStart(), null, at);
    };
  }

  @Override
  public void contribute(Goal goal, Context context, Cells cells) {
    String location = goal.location().value();
    cells.add(
        BY_LOCATION,
        new LocationKey(
            requireNonNull(goal.provider().value()),
            requireNonNull(goal.granularity().value()),
            location == null ? "" : location),
        new Sums(1));
  }

  @Override
  public String group() {
    return "goals";
  }

  @Override
  public Class<GoalEvent> events() {
    return GoalEvent.class;
  }

  @Override
  public EntityTable<Goal> entities() {
    return GOALS;
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_LOCATION.cells());
  }
}
