package io.tidemark.query.deadletter;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.query.request.ProjectorRequests;
import io.tidemark.web.Bodies;
import io.tidemark.web.Problem;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What is to become of records that could not be folded in. */
@Tag(name = "System")
@RestController
@Requires(Permission.SYSTEM_ADMIN)
final class ResolvingEndpoint {

  private static final String WRONG_FIELDS = "A field is not allowed; errors[] names each";

  /** The body, for the description; it is read by {@link Selection}. */
  @Schema(
      name = "DeadLetterSelection",
      description = "Letters that all of the given fields match; at least one beside note")
  record Body(
      @Schema(description = "At most 1,000. A retry takes discarded ones, too")
          @Nullable List<Long> ids,
      @Schema(example = "unknown-type") @Nullable String kind,
      @Schema(description = "The event's type", example = "io.tidemark.booking.moved")
          @Nullable String type,
      @Schema(description = "What the reason contains, in any case") @Nullable String reason,
      @Schema(example = "tidemark.bookings") @Nullable String topic,
      @Schema(description = "Received at or after this time") @Nullable Instant from,
      @Schema(description = "Received before this time") @Nullable Instant to,
      @Schema(description = "true, where all are meant that are not resolved")
          @Nullable Boolean all,
      @Schema(description = "Only letters with a higher id") @Nullable Long after,
      @Schema(description = "Why; required to discard", example = "release 1.4 knows the type")
          @Nullable String note) {}

  private final ProjectorRequests projector;
  private final Retries retries;
  private final AuditTrail audit;
  private final Bodies bodies;

  ResolvingEndpoint(ProjectorRequests projector, Retries retries, AuditTrail audit, Bodies bodies) {
    this.projector = projector;
    this.retries = retries;
    this.audit = audit;
    this.bodies = bodies;
  }

  @Operation(
      summary = "Try dead letters again",
      description =
          "Permission system.admin. Each is folded, by the projector that has its partition, with"
              + " the code and the settings of now, and counts as if it had come in time: order"
              + " does not matter. What fails again is open again, with the new reason. The same in"
              + " every generation of the read model. Waits some seconds for the outcome; letters"
              + " that are still waiting then go on doing so.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = Body.class))))
  @ApiResponse(
      responseCode = "200",
      description = "What has become of them so far",
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "422",
      description = WRONG_FIELDS,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
              schema = @Schema(implementation = Problem.class)))
  @PostMapping(
      path = DeadLettersEndpoint.PATH + "/retry",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Outcome.Retry retry(@Parameter(hidden = true) HttpServletRequest request)
      throws IOException, InterruptedException {
    Selection selection = Selection.of(bodies.readJson(request), false);
    audit.allowed(request, Access.RETRY_DEAD_LETTERS, null, selection.described());
    JsonNode marked = ask("dead-letters-retry", selection);
    try {
      return retries.await(
          UUID.fromString(marked.path("request").asString()),
          marked.path("matched").asLong(),
          next(marked));
    } catch (SQLException e) {
      throw ProblemException.unavailable(
          "database-unavailable",
          "They are being tried again; what comes of it cannot be read now.",
          e);
    }
  }

  @Operation(
      summary = "Give dead letters up",
      description =
          "Permission system.admin. They are kept, with the reason that must be given, and count"
              + " as missing no longer. A retry by id takes this back.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = Body.class))))
  @ApiResponse(responseCode = "200", description = "How many they were", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "422",
      description = WRONG_FIELDS,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
              schema = @Schema(implementation = Problem.class)))
  @PostMapping(
      path = DeadLettersEndpoint.PATH + "/discard",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  Outcome.Discard discard(@Parameter(hidden = true) HttpServletRequest request) throws IOException {
    Selection selection = Selection.of(bodies.readJson(request), true);
    audit.allowed(request, Access.DISCARD_DEAD_LETTERS, null, selection.described());
    JsonNode marked = ask("dead-letters-discard", selection);
    return new Outcome.Discard(
        UUID.fromString(marked.path("request").asString()),
        marked.path("matched").asLong(),
        next(marked));
  }

  private static @Nullable Long next(JsonNode marked) {
    return marked.has("next") ? marked.get("next").asLong() : null;
  }

  private JsonNode ask(String kind, Selection selection) {
    return projector.ask(kind, selection.arguments(), Caller.current().subject());
  }
}
