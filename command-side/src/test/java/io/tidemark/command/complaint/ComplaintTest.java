package io.tidemark.command.complaint;

import static org.hamcrest.Matchers.instanceOf;

import io.tidemark.command.Command;
import io.tidemark.command.IllegalTransition;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.CustomTypeSafeMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ComplaintTest {

  static final String ID = "c-1";
  static final ComplaintEvent.Opened OPENED =
      new ComplaintEvent.Opened(Priority.HIGH, null, null, null, null, null, null);
  private static final ComplaintEvent.Started STARTED = new ComplaintEvent.Started(null);
  private static final ComplaintEvent.Escalated ESCALATED = new ComplaintEvent.Escalated("angry");
  private static final ComplaintEvent.Resolved RESOLVED = new ComplaintEvent.Resolved("refunded");
  private static final ComplaintEvent.Closed CLOSED = new ComplaintEvent.Closed(null);
  private static final ComplaintEvent.Reopened REOPENED = new ComplaintEvent.Reopened("again");
  private static final ComplaintEvent.Assigned ASSIGNED = new ComplaintEvent.Assigned("s1");
  private static final ComplaintEvent.Reprioritised LOW =
      new ComplaintEvent.Reprioritised(Priority.LOW);

  private static final ComplaintCommand.Change START = new ComplaintCommand.Start(ID, STARTED);
  private static final ComplaintCommand.Change ESCALATE =
      new ComplaintCommand.Escalate(ID, ESCALATED);
  private static final ComplaintCommand.Change RESOLVE = new ComplaintCommand.Resolve(ID, RESOLVED);
  private static final ComplaintCommand.Change CLOSE = new ComplaintCommand.Close(ID, CLOSED);
  private static final ComplaintCommand.Change REOPEN = new ComplaintCommand.Reopen(ID, REOPENED);
  private static final ComplaintCommand.Change ASSIGN = new ComplaintCommand.Assign(ID, ASSIGNED);
  private static final ComplaintCommand.Change UNASSIGN = new ComplaintCommand.Unassign(ID);
  private static final ComplaintCommand.Change RESPOND = new ComplaintCommand.Respond(ID);
  private static final ComplaintCommand.Change REPRIORITISE =
      new ComplaintCommand.Reprioritise(ID, LOW);

  private static final List<ComplaintEvent> OPEN = List.of(OPENED);
  private static final List<ComplaintEvent> IN_PROGRESS = List.of(OPENED, STARTED);
  private static final List<ComplaintEvent> HANDED_UP = List.of(OPENED, ESCALATED);
  private static final List<ComplaintEvent> SETTLED = List.of(OPENED, RESOLVED);
  private static final List<ComplaintEvent> PUT_AWAY = List.of(OPENED, RESOLVED, CLOSED);

  private final AggregateTestFixture<Complaint> fixture = fixture(ComplaintPropertiesTest.DEFAULTS);

  static AggregateTestFixture<Complaint> fixture(ComplaintProperties properties) {
    AggregateTestFixture<Complaint> fixture = new AggregateTestFixture<>(Complaint.class);
    fixture.registerCommandTargetResolver(
        message ->
            new VersionedAggregateIdentifier((Object) ((Command) message.getPayload()).id(), null));
    fixture.registerInjectableResource(properties);
    fixture.registerInjectableResource(new FixtureClock());
    return fixture;
  }

  /** The fixture's time, which it sets when a test begins. */
  private static final class FixtureClock extends Clock {

    @Override
    public Instant instant() {
      return GenericEventMessage.clock.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return GenericEventMessage.clock.withZone(zone);
    }
  }

  static ResultValidator<Complaint> when(TestExecutor<Complaint> given, ComplaintCommand command) {
    String name =
        switch (command) {
          case ComplaintCommand.Open _ -> Complaint.OPEN;
          case ComplaintCommand.Change _ -> Complaint.CHANGE;
        };
    return given.when(new GenericCommandMessage<>(new GenericMessage<>(command), name));
  }

  @Test
  void a_complaint_begins_with_what_was_said() {
    when(fixture.givenNoPriorActivity(), new ComplaintCommand.Open(ID, OPENED))
        .expectSuccessfulHandlerExecution()
        .expectEvents(OPENED);
  }

  record Step(
      List<ComplaintEvent> given, ComplaintCommand.Change command, ComplaintEvent expected) {}

  private static Stream<Step> unresolved(List<ComplaintEvent> given) {
    return Stream.of(
        new Step(given, RESOLVE, RESOLVED),
        new Step(given, ASSIGN, ASSIGNED),
        new Step(given, UNASSIGN, new ComplaintEvent.Unassigned()),
        new Step(given, RESPOND, new ComplaintEvent.Responded()),
        new Step(given, REPRIORITISE, LOW));
  }

  static final List<Step> LEGAL =
      Stream.of(
              unresolved(OPEN),
              unresolved(IN_PROGRESS),
              unresolved(HANDED_UP),
              Stream.of(
                  new Step(OPEN, START, STARTED),
                  new Step(OPEN, ESCALATE, ESCALATED),
                  new Step(IN_PROGRESS, ESCALATE, ESCALATED),
                  new Step(HANDED_UP, START, STARTED),
                  new Step(SETTLED, CLOSE, CLOSED),
                  new Step(SETTLED, REOPEN, REOPENED),
                  new Step(PUT_AWAY, REOPEN, REOPENED),
                  new Step(List.of(OPENED, RESOLVED, REOPENED), START, STARTED)))
          .flatMap(steps -> steps)
          .toList();

  @ParameterizedTest
  @FieldSource("LEGAL")
  void a_legal_transition_leads_to_its_event(Step step) {
    when(fixture.given(step.given()), step.command()).expectEvents(step.expected());
  }

  record Refusal(List<ComplaintEvent> given, ComplaintCommand.Change command, List<String> legal) {}

  private static final List<String> OF_OPEN =
      List.of("start", "escalate", "resolve", "assign", "unassign", "respond", "reprioritise");
  private static final List<String> OF_IN_PROGRESS =
      List.of("escalate", "resolve", "assign", "unassign", "respond", "reprioritise");
  private static final List<String> OF_ESCALATED =
      List.of("start", "resolve", "assign", "unassign", "respond", "reprioritise");

  private static Stream<Refusal> settled(List<ComplaintEvent> given, String... legal) {
    return Stream.of(START, ESCALATE, RESOLVE, ASSIGN, UNASSIGN, RESPOND, REPRIORITISE)
        .map(command -> new Refusal(given, command, List.of(legal)));
  }

  static final List<Refusal> ILLEGAL =
      Stream.of(
              settled(SETTLED, "close", "reopen"),
              settled(PUT_AWAY, "reopen"),
              Stream.of(
                  new Refusal(OPEN, CLOSE, OF_OPEN),
                  new Refusal(OPEN, REOPEN, OF_OPEN),
                  new Refusal(IN_PROGRESS, START, OF_IN_PROGRESS),
                  new Refusal(IN_PROGRESS, CLOSE, OF_IN_PROGRESS),
                  new Refusal(IN_PROGRESS, REOPEN, OF_IN_PROGRESS),
                  new Refusal(HANDED_UP, ESCALATE, OF_ESCALATED),
                  new Refusal(HANDED_UP, CLOSE, OF_ESCALATED),
                  new Refusal(HANDED_UP, REOPEN, OF_ESCALATED),
                  new Refusal(PUT_AWAY, CLOSE, List.of("reopen"))))
          .flatMap(refusals -> refusals)
          .toList();

  @ParameterizedTest
  @FieldSource("ILLEGAL")
  void an_illegal_one_changes_nothing_and_tells_the_legal_ones(Refusal refusal) {
    when(fixture.given(refusal.given()), refusal.command())
        .expectNoEvents()
        .expectNoScheduledDeadlines()
        .expectException(instanceOf(IllegalTransition.class))
        .expectException(
            new CustomTypeSafeMatcher<IllegalTransition>("tells the legal ones") {
              @Override
              protected boolean matchesSafely(IllegalTransition e) {
                return e.legal().equals(refusal.legal());
              }
            });
  }
}
