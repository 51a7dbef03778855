package io.tidemark.command.booking;

import io.tidemark.command.Fixtures;
import io.tidemark.events.booking.BookingEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BookingTest {

  private static final String ID = "b-1";
  private static final BookingEvent.Created CREATED =
      new BookingEvent.Created(new BigDecimal("12.50"), null, null, null, null, null, null);
  private static final BookingEvent.Confirmed CONFIRMED = new BookingEvent.Confirmed();
  private static final BookingEvent.Started STARTED = new BookingEvent.Started();
  private static final BookingEvent.Completed COMPLETED = new BookingEvent.Completed();
  private static final BookingEvent.Cancelled CANCELLED = new BookingEvent.Cancelled("no_show");

  private final AggregateTestFixture<Booking> fixture = Fixtures.of(Booking.class);

  private static ResultValidator<Booking> when(
      TestExecutor<Booking> given, BookingCommand command) {
    String name =
        switch (command) {
          case BookingCommand.Create _ -> Booking.CREATE;
          case BookingCommand.Change _ -> Booking.CHANGE;
        };
    return Fixtures.when(given, name, command);
  }

  @Test
  void a_booking_begins_with_what_was_asked_for() {
    when(fixture.givenNoPriorActivity(), new BookingCommand.Create(ID, CREATED))
        .expectSuccessfulHandlerExecution()
        .expectEvents(CREATED);
  }

  record Step(List<BookingEvent> given, BookingCommand.Change command, BookingEvent expected) {}

  static final List<Step> LEGAL =
      List.of(
          new Step(List.of(CREATED), new BookingCommand.Confirm(ID), CONFIRMED),
          new Step(List.of(CREATED, CONFIRMED), new BookingCommand.Start(ID), STARTED),
          new Step(
              List.of(CREATED, CONFIRMED, STARTED), new BookingCommand.Complete(ID), COMPLETED),
          new Step(List.of(CREATED), new BookingCommand.Cancel(ID, CANCELLED), CANCELLED),
          new Step(
              List.of(CREATED, CONFIRMED), new BookingCommand.Cancel(ID, CANCELLED), CANCELLED),
          new Step(
              List.of(CREATED, CONFIRMED, STARTED),
              new BookingCommand.Cancel(ID, CANCELLED),
              CANCELLED),
          new Step(
              List.of(CREATED),
              new BookingCommand.Assign(ID, new BookingEvent.Assigned("s1")),
              new BookingEvent.Assigned("s1")),
          new Step(
              List.of(CREATED), new BookingCommand.Unassign(ID), new BookingEvent.Unassigned()),
          new Step(
              List.of(CREATED, CONFIRMED),
              new BookingCommand.Reprice(ID, new BookingEvent.Repriced(BigDecimal.TEN, null)),
              new BookingEvent.Repriced(BigDecimal.TEN, null)),
          new Step(
              List.of(CREATED),
              new BookingCommand.Reschedule(ID, new BookingEvent.Rescheduled(Instant.EPOCH)),
              new BookingEvent.Rescheduled(Instant.EPOCH)));

  @ParameterizedTest
  @FieldSource("LEGAL")
  void a_legal_transition_leads_to_its_event(Step step) {
    when(fixture.given(step.given()), step.command()).expectEvents(step.expected());
  }

  record Refusal(List<BookingEvent> given, BookingCommand.Change command, List<String> legal) {}

  private static final List<String> WHILE_OPEN =
      List.of("cancel", "reprice", "assign", "unassign", "reschedule");

  static final List<Refusal> ILLEGAL =
      List.of(
          new Refusal(List.of(CREATED), new BookingCommand.Start(ID), also("confirm")),
          new Refusal(List.of(CREATED), new BookingCommand.Complete(ID), also("confirm")),
          new Refusal(List.of(CREATED, CONFIRMED), new BookingCommand.Confirm(ID), also("start")),
          new Refusal(
              List.of(CREATED, CONFIRMED, STARTED), new BookingCommand.Start(ID), also("complete")),
          new Refusal(
              List.of(CREATED, CONFIRMED, STARTED, COMPLETED),
              new BookingCommand.Cancel(ID, CANCELLED),
              List.of()),
          new Refusal(List.of(CREATED, CANCELLED), new BookingCommand.Confirm(ID), List.of()),
          new Refusal(
              List.of(CREATED, CANCELLED),
              new BookingCommand.Reprice(ID, new BookingEvent.Repriced(BigDecimal.ONE, null)),
              List.of()));

  private static List<String> also(String first) {
    return Stream.concat(Stream.of(first), WHILE_OPEN.stream()).toList();
  }

  @ParameterizedTest
  @FieldSource("ILLEGAL")
  void an_illegal_one_changes_nothing_and_tells_the_legal_ones(Refusal refusal) {
    when(fixture.given(refusal.given()), refusal.command())
        .expectNoEvents()
        .expectException(Fixtures.thatTells(refusal.legal()));
  }
}
