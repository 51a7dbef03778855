package io.tidemark.query.trust;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.query.trust.RestatementsReader.Filter;
import io.tidemark.query.trust.RestatementsReader.Place;
import io.tidemark.web.Paging;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Times;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was said of periods that have ended, and is said otherwise now. */
@Tag(name = "Trust")
@RestController
@Requires({Permission.OPS_READ, Permission.PROVIDERS_READ, Permission.CALLS_READ})
final class RestatementsEndpoint {

  private static final Set<String> GRAINS = Set.of("day", "week", "month");

  private final RestatementsReader reader;
  private final AuditTrail audit;

  RestatementsEndpoint(RestatementsReader reader, AuditTrail audit) {
    this.reader = reader;
    this.audit = audit;
  }

  @Operation(
      summary = "Figures of ended periods that have changed",
      description =
          "Permission as for the figures themselves: ops.read for bookings and complaints (their"
              + " amounts only with ops.admin), providers.read for production, calls.read for the"
              + " own account's calls, leads and credits, calls.admin for those of all. Newest"
              + " first. Consecutive changes of a cell within an hour are one entry. The first"
              + " filling of a period that was over when it was first told is no restatement.")
  @ApiResponse(
      responseCode = "200",
      description = "A page of the restatement ledger",
      headers =
          @Header(
              name = "Link",
              description = "The next page, rel=\"next\"; absent on the last",
              schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Restatements.class)))
  @ApiResponse(
      responseCode = "404",
      description = "There is no such table of figures; errors[] names those that there are",
      content = @Content)
  @GetMapping(path = "/api/v1/restatements", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Restatements> page(
      HttpServletRequest request,
      @Parameter(
              description = "Only what was restated at or after this time",
              schema = @Schema(type = "string", format = "date-time"))
          @RequestParam(name = "from", required = false)
          @Nullable String from,
      @Parameter(
              description = "Only what was restated before this time",
              schema = @Schema(type = "string", format = "date-time"))
          @RequestParam(name = "to", required = false)
          @Nullable String to,
      @Parameter(
              description = "Only cells of this table",
              schema = @Schema(type = "string", example = "bookings_by_status"))
          @RequestParam(name = "table", required = false)
          @Nullable String table,
      @Parameter(
              description = "Only periods of this length",
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"day", "week", "month"}))
          @RequestParam(name = "grain", required = false)
          @Nullable String grain,
      @Parameter(
              description = "Only periods that begin on this day",
              schema = @Schema(type = "string", format = "date"))
          @RequestParam(name = "periodStart", required = false)
          @Nullable String periodStart,
      @Parameter(
              description = "How many at most",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "50"))
          @RequestParam(name = "limit", required = false)
          @Nullable String limit,
      @Parameter(description = "The nextCursor of the page before")
          @RequestParam(name = "cursor", required = false)
          @Nullable String cursor) {
    Caller caller = Caller.current();
    Filter filter =
        new Filter(
            table == null ? null : FigureTable.of(table, caller),
            grain(grain),
            date(periodStart),
            Times.optional("from", from),
            Times.optional("to", to));
    Place after = cursor == null ? null : place(cursor);
    int size = Paging.limit(limit);
    audit.allowed(request, Access.VIEW_RESTATEMENTS, grain, table);
    try {
      Restatements page = reader.read(caller, filter, after, size);
      return Paging.answer(request, CacheControl.noCache().cachePrivate(), page, page.nextCursor());
    } catch (SQLException e) {
      throw ProblemException.unavailable(
          "database-unavailable", "The restatements cannot be read now.", e);
    }
  }

  private static @Nullable String grain(@Nullable String given) {
    if (given == null || GRAINS.contains(given)) {
      return given;
    }
    throw ProblemException.invalidParameter(new InvalidInput("grain", given, "day, week, month"));
  }

  private static @Nullable LocalDate date(@Nullable String given) {
    try {
      return given == null ? null : LocalDate.parse(given);
    } catch (DateTimeParseException e) {
      throw ProblemException.invalidParameter(
          new InvalidInput("periodStart", given, "a date such as 2026-10-01"));
    }
  }

  private static Place place(String cursor) {
    List<String> parts = Paging.partsOf(cursor, 2);
    try {
      return new Place(Instant.parse(parts.getFirst()), Long.parseLong(parts.getLast()));
    } catch (DateTimeParseException | NumberFormatException e) {
      throw Paging.invalidCursor(cursor);
    }
  }
}
