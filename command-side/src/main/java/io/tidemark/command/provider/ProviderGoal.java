package io.tidemark.command.provider;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.tidemark.command.IllegalTransition;
import io.tidemark.command.InvalidField;
import io.tidemark.command.Revision;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.annotation.SourceId;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is to produce in periods of one length, at one location or wherever it works.
 * What is said of a period holds from its start on, until something else is said of a later one.
 */
@AggregateRoot(type = "goal")
public final class ProviderGoal {

  /** The name of all its commands: which one it is, the {@code switch} decides. */
  static final String STATE = "goal.state";

  @AggregateIdentifier
  @SuppressWarnings("unused") // Axon reads it
  private @Nullable String id;

  /** What was said, by the start of the period from which on it holds; null for no goal. */
  @SuppressWarnings("FieldMayBeFinal") // a snapshot is read into it
  private TreeMap<LocalDate, @Nullable BigDecimal> stated = new TreeMap<>();

  /** For Axon, which then hands it its events. */
  ProviderGoal() {}

  /** To say again what has been said of that very period is no event, and no error either. */
  @CommandHandler(commandName = STATE)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(
      GoalCommand command, @MetaDataValue(Revision.EXPECTED) @Nullable Long expectedRevision) {
    id = command.id();
    Revision.require(command.id(), expectedRevision);
    switch (command) {
      case GoalCommand.Set(_, GoalEvent.Set goal, DayOfWeek weekStartsOn) -> {
        requireStart(goal.granularity(), goal.periodStart(), weekStartsOn);
        if (goal.amount().signum() < 0) {
          throw new InvalidField("amount", goal.amount().toPlainString(), "0 or more");
        }
        BigDecimal before = stated.get(goal.periodStart());
        if (before == null || before.compareTo(goal.amount()) != 0) {
          apply(goal);
        }
      }
      case GoalCommand.Clear(_, GoalEvent.Cleared goal, DayOfWeek weekStartsOn) -> {
        requireStart(goal.granularity(), goal.periodStart(), weekStartsOn);
        Map.Entry<LocalDate, @Nullable BigDecimal> inForce = stated.floorEntry(goal.periodStart());
        if (inForce == null || inForce.getValue() == null) {
          throw new IllegalTransition("goal", "not set for the period", "clear", List.of("set"));
        }
        apply(goal);
      }
    }
  }

  private static void requireStart(
      Granularity granularity, LocalDate periodStart, DayOfWeek weekStartsOn) {
    boolean right =
        switch (granularity) {
          case DAY -> true;
          case WEEK -> periodStart.getDayOfWeek() == weekStartsOn;
          case MONTH -> periodStart.getDayOfMonth() == 1;
        };
    if (!right) {
      throw new InvalidField(
          "periodStart",
          periodStart.toString(),
          granularity == Granularity.MONTH
              ? "the first day of a month"
              : "the first day of a week, a "
                  + weekStartsOn.getDisplayName(TextStyle.FULL, Locale.ENGLISH));
    }
  }

  @EventSourcingHandler
  void evolve(GoalEvent event, @SourceId String source) {
    id = source;
    switch (event) {
      case GoalEvent.Set goal -> stated.put(goal.periodStart(), goal.amount());
      case GoalEvent.Cleared goal -> stated.put(goal.periodStart(), null);
    }
  }
}
