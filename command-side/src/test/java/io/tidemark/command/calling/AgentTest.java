package io.tidemark.command.calling;

import static org.hamcrest.Matchers.instanceOf;

import io.tidemark.command.Fixtures;
import io.tidemark.events.calling.AgentEvent;
import java.util.List;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.ConflictingAggregateVersionException;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AgentTest {

  private static final String ID = "a-1";
  private static final String OURS = "u-1";
  private static final AgentEvent.Created CREATED =
      new AgentEvent.Created(OURS, "Anna", "sales", null, null);
  private static final AgentEvent.Updated UPDATED =
      new AgentEvent.Updated("Berta", null, null, null);
  private static final AgentEvent.Activated ACTIVATED = new AgentEvent.Activated();
  private static final AgentEvent.Deactivated DEACTIVATED = new AgentEvent.Deactivated();
  private static final AgentEvent.Deleted DELETED = new AgentEvent.Deleted();

  private static final List<AgentEvent> DRAFT = List.of(CREATED);
  private static final List<AgentEvent> ACTIVE = List.of(CREATED, ACTIVATED);
  private static final List<AgentEvent> INACTIVE = List.of(CREATED, ACTIVATED, DEACTIVATED);
  private static final List<AgentEvent> GONE = List.of(CREATED, DELETED);

  private static final AgentCommand.Change UPDATE = new AgentCommand.Update(ID, OURS, UPDATED);
  private static final AgentCommand.Change ACTIVATE = new AgentCommand.Activate(ID, OURS);
  private static final AgentCommand.Change DEACTIVATE = new AgentCommand.Deactivate(ID, OURS);
  private static final AgentCommand.Change DELETE = new AgentCommand.Delete(ID, OURS);

  private final AggregateTestFixture<Agent> fixture = Fixtures.of(Agent.class);

  private static ResultValidator<Agent> when(
      TestExecutor<Agent> given, AgentCommand command, @Nullable Long revision) {
    String name =
        switch (command) {
          case AgentCommand.Create _ -> Agent.CREATE;
          case AgentCommand.Change _ -> Agent.CHANGE;
        };
    return Fixtures.when(given, name, command, revision);
  }

  @Test
  void an_agent_begins_with_what_was_asked_for() {
    when(fixture.givenNoPriorActivity(), new AgentCommand.Create(ID, CREATED), null)
        .expectSuccessfulHandlerExecution()
        .expectEvents(CREATED);
  }

  record Step(List<AgentEvent> given, AgentCommand.Change command, AgentEvent expected) {}

  static final List<Step> LEGAL =
      List.of(
          new Step(DRAFT, ACTIVATE, ACTIVATED),
          new Step(DRAFT, UPDATE, UPDATED),
          new Step(DRAFT, DELETE, DELETED),
          new Step(ACTIVE, DEACTIVATE, DEACTIVATED),
          new Step(ACTIVE, UPDATE, UPDATED),
          new Step(ACTIVE, DELETE, DELETED),
          new Step(INACTIVE, ACTIVATE, ACTIVATED),
          new Step(INACTIVE, UPDATE, UPDATED),
          new Step(INACTIVE, DELETE, DELETED),
          new Step(DRAFT, new AgentCommand.Activate(ID, null), ACTIVATED));

  @ParameterizedTest
  @FieldSource("LEGAL")
  void a_legal_transition_leads_to_its_event(Step step) {
    when(fixture.given(step.given()), step.command(), null).expectEvents(step.expected());
  }

  record Refusal(List<AgentEvent> given, AgentCommand.Change command, List<String> legal) {}

  static final List<Refusal> ILLEGAL =
      List.of(
          new Refusal(DRAFT, DEACTIVATE, List.of("activate", "update", "delete")),
          new Refusal(ACTIVE, ACTIVATE, List.of("deactivate", "update", "delete")),
          new Refusal(INACTIVE, DEACTIVATE, List.of("activate", "update", "delete")),
          new Refusal(GONE, ACTIVATE, List.of()),
          new Refusal(GONE, DEACTIVATE, List.of()),
          new Refusal(GONE, UPDATE, List.of()),
          new Refusal(GONE, DELETE, List.of()));

  @ParameterizedTest
  @FieldSource("ILLEGAL")
  void an_illegal_one_changes_nothing_and_tells_the_legal_ones(Refusal refusal) {
    when(fixture.given(refusal.given()), refusal.command(), null)
        .expectNoEvents()
        .expectException(Fixtures.thatTells(refusal.legal()));
  }

  static final List<AgentCommand.Change> OF_ANOTHER =
      List.of(
          new AgentCommand.Update(ID, "u-2", UPDATED),
          new AgentCommand.Activate(ID, "u-2"),
          new AgentCommand.Deactivate(ID, "u-2"),
          new AgentCommand.Delete(ID, "u-2"));

  @ParameterizedTest
  @FieldSource("OF_ANOTHER")
  void to_another_account_there_is_no_such_agent_whatever_it_expects(AgentCommand.Change command) {
    when(fixture.given(DRAFT), command, 7L)
        .expectNoEvents()
        .expectException(instanceOf(AggregateNotFoundException.class));
  }

  @Test
  void an_update_says_what_changes() {
    AgentEvent.Updated nothing = new AgentEvent.Updated(null, null, null, null);
    when(fixture.given(DRAFT), new AgentCommand.Update(ID, OURS, nothing), null)
        .expectNoEvents()
        .expectException(Fixtures.thatNames("body"));
  }

  @Test
  void who_expects_another_revision_is_told() {
    when(fixture.given(DRAFT), ACTIVATE, 2L)
        .expectNoEvents()
        .expectException(instanceOf(ConflictingAggregateVersionException.class));
  }
}
