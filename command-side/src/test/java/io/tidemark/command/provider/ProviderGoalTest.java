package io.tidemark.command.provider;

import static org.hamcrest.Matchers.instanceOf;

import io.tidemark.command.Fixtures;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.axonframework.modelling.command.ConflictingAggregateVersionException;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ProviderGoalTest {

  private static final String ID = "goal:month:p1";
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

  private final AggregateTestFixture<ProviderGoal> fixture = Fixtures.of(ProviderGoal.class);

  private static GoalEvent.Set goal(Granularity granularity, LocalDate start, String amount) {
    return new GoalEvent.Set("p1", null, granularity, start, new BigDecimal(amount));
  }

  private static GoalEvent.Set goal(LocalDate start, String amount) {
    return goal(Granularity.MONTH, start, amount);
  }

  private static GoalEvent.Cleared none(LocalDate start) {
    return new GoalEvent.Cleared("p1", null, Granularity.MONTH, start);
  }

  private static ResultValidator<ProviderGoal> when(
      TestExecutor<ProviderGoal> given, GoalEvent wanted, @Nullable Long revision) {
    GoalCommand command =
        switch (wanted) {
          case GoalEvent.Set goal -> new GoalCommand.Set(ID, goal, DayOfWeek.MONDAY);
          case GoalEvent.Cleared goal -> new GoalCommand.Clear(ID, goal, DayOfWeek.MONDAY);
        };
    return Fixtures.when(given, ProviderGoal.STATE, command, revision);
  }

  private ResultValidator<ProviderGoal> when(List<GoalEvent> given, GoalEvent wanted) {
    return when(
        given.isEmpty() ? fixture.givenNoPriorActivity() : fixture.given(given), wanted, null);
  }

  record Step(List<GoalEvent> given, GoalEvent wanted) {}

  static final List<Step> LEGAL =
      List.of(
          new Step(List.of(), goal(JANUARY, "100")),
          new Step(List.of(), goal(JANUARY, "0")),
          new Step(List.of(goal(JANUARY, "100")), goal(JANUARY, "100.01")),
          new Step(List.of(goal(JANUARY, "100")), goal(MARCH, "100")),
          new Step(List.of(goal(MARCH, "100")), goal(JANUARY, "90")),
          new Step(List.of(goal(JANUARY, "100")), none(JANUARY)),
          new Step(List.of(goal(JANUARY, "100")), none(MARCH)),
          new Step(List.of(goal(JANUARY, "100"), none(MARCH)), goal(MARCH, "100")));

  @ParameterizedTest
  @FieldSource("LEGAL")
  void what_is_said_of_a_period_becomes_an_event(Step step) {
    when(step.given(), step.wanted()).expectEvents(step.wanted());
  }

  @Test
  void to_say_the_same_again_changes_nothing() {
    when(List.of(goal(JANUARY, "100")), goal(JANUARY, "100.00"))
        .expectSuccessfulHandlerExecution()
        .expectNoEvents();
  }

  static final List<Step> NOT_SET =
      List.of(
          new Step(List.of(), none(JANUARY)),
          new Step(List.of(goal(MARCH, "100")), none(JANUARY)),
          new Step(List.of(goal(JANUARY, "100"), none(JANUARY)), none(JANUARY)),
          new Step(List.of(goal(JANUARY, "100"), none(JANUARY)), none(MARCH)));

  @ParameterizedTest
  @FieldSource("NOT_SET")
  void what_is_not_set_cannot_be_cleared(Step step) {
    when(step.given(), step.wanted())
        .expectNoEvents()
        .expectException(Fixtures.thatTells(List.of("set")));
  }

  static final List<GoalEvent> NO_START =
      List.of(
          goal(LocalDate.of(2026, 1, 2), "100"),
          none(LocalDate.of(2026, 1, 31)),
          goal(Granularity.WEEK, LocalDate.of(2026, 1, 4), "100"));

  @ParameterizedTest
  @FieldSource("NO_START")
  void a_period_begins_on_its_first_day(GoalEvent wanted) {
    when(List.of(), wanted).expectNoEvents().expectException(Fixtures.thatNames("periodStart"));
  }

  @Test
  void any_day_is_the_first_of_a_day_and_a_monday_that_of_a_week() {
    when(List.of(), goal(Granularity.DAY, LocalDate.of(2026, 1, 4), "1"))
        .expectSuccessfulHandlerExecution();
  }

  @Test
  void a_week_begins_as_the_calendar_says() {
    GoalEvent.Set sunday = goal(Granularity.WEEK, LocalDate.of(2026, 1, 4), "100");
    Fixtures.when(
            fixture.givenNoPriorActivity(),
            ProviderGoal.STATE,
            new GoalCommand.Set(ID, sunday, DayOfWeek.SUNDAY))
        .expectEvents(sunday);
  }

  @Test
  void a_goal_is_not_negative() {
    when(List.of(), goal(JANUARY, "-1"))
        .expectNoEvents()
        .expectException(Fixtures.thatNames("amount"));
  }

  @Test
  void who_expects_another_revision_is_told() {
    when(fixture.given(goal(JANUARY, "100")), goal(JANUARY, "90"), 2L)
        .expectNoEvents()
        .expectException(instanceOf(ConflictingAggregateVersionException.class));
  }

  @Test
  void who_expects_a_revision_of_what_is_not_there_is_told() {
    when(fixture.givenNoPriorActivity(), goal(JANUARY, "90"), 1L)
        .expectNoEvents()
        .expectException(instanceOf(ConflictingAggregateVersionException.class));
  }

  @Test
  void who_expects_the_right_one_is_followed() {
    when(fixture.given(goal(JANUARY, "100")), goal(JANUARY, "90"), 1L)
        .expectEvents(goal(JANUARY, "90"));
  }
}
