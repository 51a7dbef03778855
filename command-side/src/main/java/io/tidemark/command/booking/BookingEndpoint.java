package io.tidemark.command.booking;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.command.http.Commands;
import io.tidemark.command.http.Commands.Sent;
import io.tidemark.command.http.LeadsTo;
import io.tidemark.command.http.Requested;
import io.tidemark.events.booking.BookingEvent;
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

/** Commands to bookings. */
@Tag(name = "Bookings")
@RestController
@RequestMapping("/api/v1/bookings")
@Requires(Permission.BOOKINGS_WRITE)
final class BookingEndpoint {

  private static final String TOPIC = "tidemark.bookings";

  private final Commands commands;
  private final Requested requested;

  BookingEndpoint(Commands commands, Requested requested) {
    this.commands = commands;
    this.requested = requested;
  }

  @Operation(summary = "Make a booking")
  @LeadsTo(BookingEvent.Created.class)
  @PostMapping
  void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
    JsonNode body = requested.body(request);
    BookingEvent.Created booking = requested.event(BookingEvent.Created.class, body);
    var command = new BookingCommand.Create(requested.newId(body), booking);
    commands.answer(
        new Sent(Booking.CREATE, command, TOPIC, body), HttpStatus.CREATED, request, response);
  }

  @Operation(summary = "Confirm it: pending → confirmed")
  @LeadsTo(BookingEvent.Confirmed.class)
  @PostMapping("/{id}/confirm")
  void confirm(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new BookingCommand.Confirm(id), requested.body(request), request, response);
  }

  @Operation(summary = "Begin the service: confirmed → in progress")
  @LeadsTo(BookingEvent.Started.class)
  @PostMapping("/{id}/start")
  void start(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new BookingCommand.Start(id), requested.body(request), request, response);
  }

  @Operation(summary = "The service was delivered: in progress → completed")
  @LeadsTo(BookingEvent.Completed.class)
  @PostMapping("/{id}/complete")
  void complete(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new BookingCommand.Complete(id), requested.body(request), request, response);
  }

  @Operation(summary = "Cancel it, unless it has come to its end")
  @LeadsTo(BookingEvent.Cancelled.class)
  @PostMapping("/{id}/cancel")
  void cancel(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    BookingEvent.Cancelled event = requested.event(BookingEvent.Cancelled.class, body);
    change(new BookingCommand.Cancel(id, event), body, request, response);
  }

  @Operation(summary = "Change its amount")
  @LeadsTo(BookingEvent.Repriced.class)
  @PostMapping("/{id}/reprice")
  void reprice(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    BookingEvent.Repriced event = requested.event(BookingEvent.Repriced.class, body);
    change(new BookingCommand.Reprice(id, event), body, request, response);
  }

  @Operation(summary = "Give it to a member of staff")
  @LeadsTo(BookingEvent.Assigned.class)
  @PostMapping("/{id}/assign")
  void assign(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    BookingEvent.Assigned event = requested.event(BookingEvent.Assigned.class, body);
    change(new BookingCommand.Assign(id, event), body, request, response);
  }

  @Operation(summary = "Take it from whoever has it")
  @LeadsTo(BookingEvent.Unassigned.class)
  @PostMapping("/{id}/unassign")
  void unassign(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    change(new BookingCommand.Unassign(id), requested.body(request), request, response);
  }

  @Operation(summary = "Move it to another time")
  @LeadsTo(BookingEvent.Rescheduled.class)
  @PostMapping("/{id}/reschedule")
  void reschedule(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonNode body = requested.body(request);
    BookingEvent.Rescheduled event = requested.event(BookingEvent.Rescheduled.class, body);
    change(new BookingCommand.Reschedule(id, event), body, request, response);
  }

  private void change(
      BookingCommand.Change command,
      JsonNode body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    commands.answer(
        new Sent(Booking.CHANGE, command, TOPIC, body), HttpStatus.OK, request, response);
  }
}
