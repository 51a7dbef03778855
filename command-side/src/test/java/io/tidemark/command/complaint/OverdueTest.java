package io.tidemark.command.complaint;

import static io.tidemark.command.complaint.ComplaintTest.ID;
import static io.tidemark.command.complaint.ComplaintTest.OPENED;
import static io.tidemark.command.complaint.ComplaintTest.when;

import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import java.time.Duration;
import java.time.Instant;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.TestExecutor;
import org.junit.jupiter.api.Test;

/** When a complaint is overdue, and whether it escalates then. */
class OverdueTest {

  private static final Duration RESOLUTION = Duration.ofHours(24); // of the priority high
  private static final ComplaintEvent.Escalated BY_ITSELF = new ComplaintEvent.Escalated("overdue");

  private final AggregateTestFixture<Complaint> fixture =
      ComplaintTest.fixture(ComplaintPropertiesTest.escalating());

  private static ComplaintEvent.Opened dueAt(Instant due) {
    return new ComplaintEvent.Opened(Priority.HIGH, null, null, null, null, null, due);
  }

  /** By commands, for these set deadlines. */
  private static TestExecutor<Complaint> given(
      AggregateTestFixture<Complaint> fixture,
      ComplaintEvent.Opened opened,
      ComplaintCommand.Change... changes) {
    TestExecutor<Complaint> given =
        fixture.givenCommands(
            new GenericCommandMessage<>(
                new GenericMessage<>(new ComplaintCommand.Open(ID, opened)), Complaint.OPEN));
    for (ComplaintCommand.Change change : changes) {
      given =
          given.andGivenCommands(
              new GenericCommandMessage<>(new GenericMessage<>(change), Complaint.CHANGE));
    }
    return given;
  }

  private static final ComplaintCommand.Change RESPOND = new ComplaintCommand.Respond(ID);
  private static final ComplaintCommand.Change RESOLVE =
      new ComplaintCommand.Resolve(ID, new ComplaintEvent.Resolved(null));
  private static final ComplaintCommand.Change REOPEN =
      new ComplaintCommand.Reopen(ID, new ComplaintEvent.Reopened(null));
  private static final ComplaintCommand.Change ESCALATE =
      new ComplaintCommand.Escalate(ID, new ComplaintEvent.Escalated(null));

  private static ComplaintCommand.Change reprioritise(Priority priority) {
    return new ComplaintCommand.Reprioritise(ID, new ComplaintEvent.Reprioritised(priority));
  }

  @Test
  void its_priority_says_when_its_resolution_is_due() {
    when(fixture.givenNoPriorActivity(), new ComplaintCommand.Open(ID, OPENED))
        .expectScheduledDeadlineWithName(RESOLUTION, Complaint.OVERDUE);
  }

  @Test
  void unless_that_was_said_when_it_was_opened() {
    Instant due = fixture.currentTime().plus(Duration.ofMinutes(10));
    when(fixture.givenNoPriorActivity(), new ComplaintCommand.Open(ID, dueAt(due)))
        .expectScheduledDeadlineWithName(due, Complaint.OVERDUE);
  }

  @Test
  void an_unanswered_one_that_is_overdue_escalates() {
    given(fixture, OPENED).whenTimeElapses(RESOLUTION).expectEvents(BY_ITSELF);
  }

  @Test
  void not_before() {
    given(fixture, OPENED).whenTimeElapses(RESOLUTION.minusSeconds(1)).expectNoEvents();
  }

  @Test
  void not_where_the_setting_is_off() {
    given(ComplaintTest.fixture(ComplaintPropertiesTest.DEFAULTS), OPENED)
        .whenTimeElapses(RESOLUTION)
        .expectNoEvents()
        .expectNoScheduledDeadlines();
  }

  @Test
  void not_one_that_is_escalated_already() {
    given(fixture, OPENED, ESCALATE).whenTimeElapses(RESOLUTION).expectNoEvents();
  }

  @Test
  void a_response_cancels_it() {
    when(given(fixture, OPENED), RESPOND).expectNoScheduledDeadlines();
  }

  @Test
  void so_does_a_resolution() {
    when(given(fixture, OPENED), RESOLVE).expectNoScheduledDeadlines();
  }

  @Test
  void opening_again_sets_it_again() {
    when(given(fixture, OPENED, RESOLVE), REOPEN)
        .expectScheduledDeadlineWithName(RESOLUTION, Complaint.OVERDUE);
  }

  @Test
  void unless_it_was_answered_before() {
    when(given(fixture, OPENED, RESPOND, RESOLVE), REOPEN).expectNoScheduledDeadlines();
  }

  @Test
  void another_priority_is_another_time() {
    given(fixture, OPENED, reprioritise(Priority.CRITICAL))
        .whenTimeElapses(Duration.ofHours(4))
        .expectEvents(BY_ITSELF)
        .expectNoScheduledDeadlines();
  }

  @Test
  void also_a_later_one() {
    given(fixture, OPENED, reprioritise(Priority.LOW)).whenTimeElapses(RESOLUTION).expectNoEvents();
  }

  @Test
  void a_time_that_was_said_holds_for_any_priority() {
    Instant due = fixture.currentTime().plus(Duration.ofMinutes(10));
    when(given(fixture, dueAt(due)), reprioritise(Priority.LOW))
        .expectScheduledDeadlineWithName(due, Complaint.OVERDUE);
  }

  @Test
  void another_priority_of_an_answered_one_sets_none() {
    when(given(fixture, OPENED, RESPOND), reprioritise(Priority.LOW)).expectNoScheduledDeadlines();
  }
}
