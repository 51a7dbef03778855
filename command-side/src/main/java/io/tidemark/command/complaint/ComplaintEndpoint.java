package io.tidemark.command.complaint;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.command.http.Commands;
import io.tidemark.command.http.Commands.Sent;
import io.tidemark.command.http.LeadsTo;
import io.tidemark.command.http.Requested;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Commands to complaints. */
@Tag(name = "Complaints")
@RestController
@RequestMapping("/api/v1/complaints")
@Requires(Permission.COMPLAINTS_WRITE)
final class ComplaintEndpoint {

  private static final String TOPIC = "tidemark.complaints";

  private final Commands commands;
  private final Requested requested;

  ComplaintEndpoint(Commands commands, Requested requested) {
    this.commands = commands;
    this.requested = requested;
  }

  @Operation(summary = "Open a complaint")
  @LeadsTo(ComplaintEvent.Opened.class)
  @PostMapping
  void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Opened complaint = requested.event(ComplaintEvent.Opened.class, body);
    var command = new ComplaintCommand.Open(requested.newId(body), complaint);
    commands.answer(
        new Sent(Complaint.OPEN, command, TOPIC, body), HttpStatus.CREATED, request, response);
  }

  @Operation(summary = "Give it to a member of staff, unless it is resolved")
  @LeadsTo(ComplaintEvent.Assigned.class)
  @PostMapping("/{id}/assign")
  void assign(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Assigned event = requested.event(ComplaintEvent.Assigned.class, body);
    change(new ComplaintCommand.Assign(id, event), body, request, response);
  }

  @Operation(summary = "Take it from whoever has it")
  @LeadsTo(ComplaintEvent.Unassigned.class)
  @PostMapping("/{id}/unassign")
  void unassign(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new ComplaintCommand.Unassign(id), requested.body(request), request, response);
  }

  @Operation(summary = "The customer got an answer; the first one counts")
  @LeadsTo(ComplaintEvent.Responded.class)
  @PostMapping("/{id}/respond")
  void respond(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new ComplaintCommand.Respond(id), requested.body(request), request, response);
  }

  @Operation(summary = "Begin to work on it: open or escalated → in progress")
  @LeadsTo(ComplaintEvent.Started.class)
  @PostMapping("/{id}/start")
  void start(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Started event = requested.event(ComplaintEvent.Started.class, body);
    change(new ComplaintCommand.Start(id, event), body, request, response);
  }

  @Operation(summary = "Hand it up: open or in progress → escalated")
  @LeadsTo(ComplaintEvent.Escalated.class)
  @PostMapping("/{id}/escalate")
  void escalate(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Escalated event = requested.event(ComplaintEvent.Escalated.class, body);
    change(new ComplaintCommand.Escalate(id, event), body, request, response);
  }

  @Operation(summary = "It is settled: open, in progress or escalated → resolved")
  @LeadsTo(ComplaintEvent.Resolved.class)
  @PostMapping("/{id}/resolve")
  void resolve(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Resolved event = requested.event(ComplaintEvent.Resolved.class, body);
    change(new ComplaintCommand.Resolve(id, event), body, request, response);
  }

  @Operation(summary = "Put it away: resolved → closed")
  @LeadsTo(ComplaintEvent.Closed.class)
  @PostMapping("/{id}/close")
  void close(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Closed event = requested.event(ComplaintEvent.Closed.class, body);
    change(new ComplaintCommand.Close(id, event), body, request, response);
  }

  @Operation(summary = "It is not settled after all: resolved or closed → open")
  @LeadsTo(ComplaintEvent.Reopened.class)
  @PostMapping("/{id}/reopen")
  void reopen(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Reopened event = requested.event(ComplaintEvent.Reopened.class, body);
    change(new ComplaintCommand.Reopen(id, event), body, request, response);
  }

  @Operation(summary = "Change its priority, unless it is resolved")
  @LeadsTo(ComplaintEvent.Reprioritised.class)
  @PostMapping("/{id}/reprioritise")
  void reprioritise(
      @PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    ComplaintEvent.Reprioritised event = requested.event(ComplaintEvent.Reprioritised.class, body);
    change(new ComplaintCommand.Reprioritise(id, event), body, request, response);
  }

  private void change(
      ComplaintCommand.Change command,
      JsonNode body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    commands.answer(
        new Sent(Complaint.CHANGE, command, TOPIC, body), HttpStatus.OK, request, response);
  }
}
