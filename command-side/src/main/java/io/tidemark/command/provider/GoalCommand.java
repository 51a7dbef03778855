package io.tidemark.command.provider;

import io.tidemark.command.Command;
import io.tidemark.events.provider.GoalEvent;
import java.time.DayOfWeek;

/** What somebody wants a provider's goals to be from one period on. */
sealed interface GoalCommand extends Command {

  /** The first day of a week in the business's calendar. */
  DayOfWeek weekStartsOn();

  /** The goals that it is about may not exist yet. */
  @Override
  default boolean looksAtRevision() {
    return true;
  }

  record Set(String id, GoalEvent.Set goal, DayOfWeek weekStartsOn) implements GoalCommand {}

  record Clear(String id, GoalEvent.Cleared goal, DayOfWeek weekStartsOn) implements GoalCommand {}
}
