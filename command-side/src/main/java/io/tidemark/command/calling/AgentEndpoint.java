package io.tidemark.command.calling;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.command.http.Commands;
import io.tidemark.command.http.Commands.Sent;
import io.tidemark.command.http.LeadsTo;
import io.tidemark.command.http.Requested;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands to the agents of the caller's account; with {@code calls.admin}, to those of any. */
@Tag(name = "Calling")
@RestController
@RequestMapping("/api/v1/agents")
@Requires(Permission.CALLS_WRITE)
final class AgentEndpoint {

  private static final String TOPIC = "tidemark.calls";
  private static final String USER = "userId";

  private final Commands commands;
  private final Requested requested;

  AgentEndpoint(Commands commands, Requested requested) {
    this.commands = commands;
    this.requested = requested;
  }

  @Operation(
      summary = "Make an agent, as a draft",
      description =
          "Permission calls.write. It is of the account that is the token's subject; userId names"
              + " another, only with calls.admin as well. Its id is always a new one: which ids"
              + " other accounts have cannot be found out by trying.")
  @LeadsTo(value = AgentEvent.Created.class, without = "id", optional = "userId")
  @PostMapping
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ObjectNode body = requested.body(request);
    AgentEvent.Created agent = requested.event(AgentEvent.Created.class, withAccount(body));
    var command = new AgentCommand.Create(UUID.randomUUID().toString(), agent);
    commands.answer(
        new Sent(Agent.CREATE, command, TOPIC, body), HttpStatus.CREATED, request, response);
  }

  private static ObjectNode withAccount(ObjectNode body) {
    Caller caller = Caller.current();
    JsonNode given = body.get(USER);
    if (given == null || given.isNull()) {
      return body.deepCopy().put(USER, caller.subject());
    }
    if (!caller.may(Permission.CALLS_ADMIN) && !caller.subject().equals(given.asString(""))) {
      throw ProblemException.forbidden(
          "An agent of another account takes calls.admin.",
          List.of(new InvalidInput(USER, given.asString(""), caller.subject())));
    }
    return body;
  }

  @Operation(summary = "Change what it is called, its kind, its description or its external id")
  @LeadsTo(AgentEvent.Updated.class)
  @PatchMapping("/{id}")
  void update(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ObjectNode body = requested.body(request);
    AgentEvent.Updated event = requested.event(AgentEvent.Updated.class, body);
    change(new AgentCommand.Update(id, account(), event), body, request, response);
  }

  @Operation(summary = "Have it make calls: draft or inactive → active")
  @LeadsTo(AgentEvent.Activated.class)
  @PostMapping("/{id}/activate")
  void activate(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new AgentCommand.Activate(id, account()), requested.body(request), request, response);
  }

  @Operation(summary = "Have it make no calls for now: active → inactive")
  @LeadsTo(AgentEvent.Deactivated.class)
  @PostMapping("/{id}/deactivate")
  void deactivate(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new AgentCommand.Deactivate(id, account()), requested.body(request), request, response);
  }

  @Operation(summary = "Delete it, for good; its calls stay")
  @LeadsTo(AgentEvent.Deleted.class)
  @PostMapping("/{id}/delete")
  void delete(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new AgentCommand.Delete(id, account()), requested.body(request), request, response);
  }

  /** Whom the caller acts for; null for any. */
  private static @Nullable String account() {
    Caller caller = Caller.current();
    return caller.may(Permission.CALLS_ADMIN) ? null : caller.subject();
  }

  private void change(
      AgentCommand.Change command,
      JsonNode body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    commands.answer(new Sent(Agent.CHANGE, command, TOPIC, body), HttpStatus.OK, request, response);
  }
}
