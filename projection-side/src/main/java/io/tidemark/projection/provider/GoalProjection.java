package io.tidemark.projection.provider;

import io.tidemark.events.Envelope;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Stamp;
import java.time.LocalDate;
import java.util.List;

/**
 * Keeps the goals of providers, one row per goal and start of a period, so that a goal of a later
 * period leaves those of earlier ones as they were. It counts nothing.
 */
public final class GoalProjection implements Production<GoalEvent, Goal> {

  static final EntityTable<Goal> GOALS = EntityTable.of("goal", Goal.class);

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
    // the row itself is what is read
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
    return List.of();
  }
}
