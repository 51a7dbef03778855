package io.tidemark.query.deadletter;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.web.Paging;
import io.tidemark.web.ProblemException;
import io.tidemark.web.openapi.Paged;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Records that could not be folded in, to be looked at. */
@Tag(name = "System")
@RestController
final class DeadLettersEndpoint {

  static final String PATH = "/api/v1/system/dead-letters";

  private final DeadLettersReader reader;
  private final AuditTrail audit;

  DeadLettersEndpoint(DeadLettersReader reader, AuditTrail audit) {
    this.reader = reader;
    this.audit = audit;
  }

  @Operation(
      summary = "Records that could not be folded in, newest first",
      description =
          "Permission system.read. Those of the generation that serves. A record that is no event,"
              + " or that cannot be stored, is kept with its bytes and the reason; the figures of"
              + " its topic lack it until it is retried. Pages are linked by Link: rel=\"next\" and"
              + " nextCursor.",
      parameters = {
        @Parameter(
            name = "state",
            in = ParameterIn.QUERY,
            description = "A comma list of open, retrying, folded, discarded",
            schema = @Schema(type = "string", defaultValue = "open,retrying")),
        @Parameter(
            name = "kind",
            in = ParameterIn.QUERY,
            description =
                "invalid-envelope, unknown-type, invalid-payload, wrong-currency, time-ahead,"
                    + " too-large or not-storable",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "type",
            in = ParameterIn.QUERY,
            description = "The event's type",
            example = "io.tidemark.booking.moved",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "reason",
            in = ParameterIn.QUERY,
            description = "What the reason contains, in any case",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "topic",
            in = ParameterIn.QUERY,
            example = "tidemark.bookings",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "Received at or after this time",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            description = "Received before this time",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            name = "request",
            in = ParameterIn.QUERY,
            description = "What this request, as a retry's or discard's answer names it, was for",
            schema = @Schema(type = "string", format = "uuid"))
      })
  @Paged
  @ApiResponse(
      responseCode = "200",
      description = "A page",
      headers =
          @Header(
              name = "Link",
              description = "The next page, if there is one: rel=\"next\"",
              schema = @Schema(type = "string")),
      useReturnTypeSchema = true)
  @Requires(Permission.SYSTEM_READ)
  @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<DeadLettersPage> page(@Parameter(hidden = true) HttpServletRequest request) {
    Filter filter = Filter.of(request);
    Set<State> states = State.listed(request.getParameter("state"));
    int limit = Paging.limit(request.getParameter("limit"));
    String cursor = request.getParameter("cursor");
    long before = cursor == null ? Long.MAX_VALUE : id(cursor);
    try {
      DeadLettersPage page = reader.page(filter, states, before, limit, cursor == null);
      audit.allowed(request, Access.VIEW_DEAD_LETTERS, null, filter.described());
      String last = page.nextCursor();
      String next = last == null ? null : Paging.cursor(List.of(last));
      DeadLettersPage answer =
          new DeadLettersPage(page.items(), next, page.counts(), page.groups());
      return Paging.answer(request, CacheControl.noStore(), answer, next);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static long id(String cursor) {
    try {
      return Long.parseLong(Paging.partsOf(cursor, 1).getFirst());
    } catch (NumberFormatException e) {
      throw Paging.invalidCursor(cursor);
    }
  }

  @Operation(
      summary = "One of them, with its bytes",
      description =
          "Permission system.admin: what the record holds may be personal data. Key, headers and"
              + " value are text where they are UTF-8, base64 otherwise; of a longer value the"
              + " first 1 MiB.")
  @ApiResponse(responseCode = "200", description = "The letter", useReturnTypeSchema = true)
  @ApiResponse(responseCode = "404", description = "There is none of that id", content = @Content)
  @Requires(Permission.SYSTEM_ADMIN)
  @GetMapping(path = PATH + "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<DeadLetterContent> one(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(
              description = "As the list has it",
              schema = @Schema(type = "integer", format = "int64"))
          @PathVariable("id")
          String id) {
    try {
      DeadLetterContent content = id.matches("[0-9]{1,18}") ? reader.one(Long.parseLong(id)) : null;
      if (content == null) {
        throw ProblemException.notFound("There is no dead letter of that id.");
      }
      // on record before anyone sees what may be personal data
      audit.allowed(request, Access.VIEW_DEAD_LETTER, null, id);
      return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(content);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  static ProblemException unavailable(@Nullable SQLException e) {
    return ProblemException.unavailable(
        "database-unavailable", "The dead letters cannot be read now.", e);
  }
}
