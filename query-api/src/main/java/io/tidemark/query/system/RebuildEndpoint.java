package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.query.request.ProjectorRequests;
import io.tidemark.web.Bodies;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rebuilds: another generation is filled beside the one that serves. A projector does it; here it
 * is asked. Each change is on record before it is asked for, and may be repeated: what is so
 * already stays so.
 */
@Tag(name = "System")
@RestController
@Requires(Permission.SYSTEM_ADMIN)
final class RebuildEndpoint {

  private static final String ONE = GenerationsEndpoint.PATH + "/{generation}";

  private static final String NOT_ALLOWED = "A field is not allowed; errors[] names each";
  private static final String CHANGED = "It is so now; the answer says where the generation stands";

  private final GenerationsReader reader;
  private final ProjectorRequests projector;
  private final AuditTrail audit;
  private final Bodies bodies;

  RebuildEndpoint(
      GenerationsReader reader, ProjectorRequests projector, AuditTrail audit, Bodies bodies) {
    this.reader = reader;
    this.projector = projector;
    this.audit = audit;
    this.bodies = bodies;
  }

  @Operation(
      summary = "What a rebuild would do",
      description =
          "Permission system.admin. Events and bytes to read, an estimate of time (seconds) and disk"
              + " (bytes), whether the log reaches back to the beginning, and what has changed"
              + " between the definition and what serves. Writes nothing.",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(type = "object"),
                      examples =
                          @ExampleObject(
                              "{\"projection\": null, \"source\": \"log\", \"files\": null,"
                                  + " \"definition\": null}"))))
  @ApiResponse(
      responseCode = "200",
      description = "The plan",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = RebuildPlan.class)))
  @ApiResponse(
      responseCode = "409",
      description =
          "Projectors of several releases run: definition says which is meant (definition-not-clear)",
      content = @Content)
  @ApiResponse(responseCode = "422", description = NOT_ALLOWED, content = @Content)
  @PostMapping(
      path = GenerationsEndpoint.PATH + "/plan",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<JsonNode> plan(HttpServletRequest request) throws IOException {
    RebuildArguments asked = RebuildArguments.ofPlan(body(request));
    audit.allowed(request, Access.PLAN_REBUILD, null, null);
    String code = Definitions.choose(reader.standing(), asked.definition());
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(projector.ask("rebuild-plan", asked.forProjector(), actor(), code));
  }

  @Operation(
      summary = "Start a rebuild",
      description =
          "Permission system.admin. Begins a new generation, folded by the definition of the"
              + " running projectors that is not the one that serves (else by that one, with the"
              + " calendar that is configured now). The one that serves is not touched. Watch the"
              + " new one where Location says. source: log (default), entities (their rows,"
              + " contributed anew: for changes of what counts where), archive (files, paths that"
              + " the projector can read). projection: only its topics are read from the log."
              + " rate: most events a second. workers: partitions at a time. window: how long the"
              + " present generation stands by after the switch (ISO 8601, default PT24H).",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(type = "object"),
                      examples =
                          @ExampleObject(
                              "{\"reason\": \"booking 2\", \"projection\": null, \"source\":"
                                  + " \"log\", \"files\": null, \"rate\": 50000, \"workers\": 2,"
                                  + " \"window\": \"PT24H\", \"definition\": null}"))))
  @ApiResponse(
      responseCode = "202",
      description = "It has begun",
      headers =
          @Header(
              name = "Location",
              description = "The new generation",
              schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = GenerationState.class)))
  @ApiResponse(
      responseCode = "409",
      description =
          "One is being built already: the detail names it; or it is not clear by which definition",
      content = @Content)
  @ApiResponse(responseCode = "422", description = NOT_ALLOWED, content = @Content)
  @PostMapping(path = GenerationsEndpoint.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> start(HttpServletRequest request) throws IOException {
    RebuildArguments asked = RebuildArguments.ofStart(body(request));
    audit.allowed(request, Access.START_REBUILD, null, asked.forProjector().toString());
    String code = Definitions.choose(reader.standing(), asked.definition());
    JsonNode begun = projector.ask("rebuild-start", asked.forProjector(), actor(), code);
    String generation = Integer.toString(begun.path("generation").asInt());
    return ResponseEntity.accepted()
        .location(URI.create(GenerationsEndpoint.PATH + "/" + generation))
        .cacheControl(CacheControl.noStore())
        .body(reader.one(generation));
  }

  @Operation(
      summary = "Let a rebuild stand still",
      description =
          "Permission system.admin. Nothing of it is lost; resume has it go on. The generation that"
              + " serves cannot be paused.")
  @ApiResponse(responseCode = "200", description = CHANGED, useReturnTypeSchema = true)
  @OfOneGeneration
  @PostMapping(path = ONE + "/pause", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> pause(
      HttpServletRequest request, @PathVariable("generation") String generation)
      throws IOException {
    return plain(request, generation, Access.PAUSE_REBUILD, "rebuild-pause");
  }

  @Operation(
      summary = "Let a paused rebuild go on",
      description = "Permission system.admin. It goes on where it was.")
  @ApiResponse(responseCode = "200", description = CHANGED, useReturnTypeSchema = true)
  @OfOneGeneration
  @PostMapping(path = ONE + "/resume", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> resume(
      HttpServletRequest request, @PathVariable("generation") String generation)
      throws IOException {
    return plain(request, generation, Access.RESUME_REBUILD, "rebuild-resume");
  }

  @Operation(
      summary = "Give a rebuild up",
      description =
          "Permission system.admin. Its tables are dropped a moment later, and it stays in the list."
              + " One that stands by can be given up as well: nobody can go back to it then. One that"
              + " serves cannot.")
  @ApiResponse(responseCode = "200", description = CHANGED, useReturnTypeSchema = true)
  @OfOneGeneration
  @PostMapping(path = ONE + "/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> cancel(
      HttpServletRequest request, @PathVariable("generation") String generation)
      throws IOException {
    return plain(request, generation, Access.CANCEL_REBUILD, "rebuild-cancel");
  }

  @Operation(
      summary = "Compare a generation with the one that serves",
      description =
          "Permission system.admin. Both at the same positions, cell by cell, while events go on"
              + " coming in. It takes a while: it is done when verification.verifiedAt has changed"
              + " and verification.requestedAt is null; then see differences.")
  @ApiResponse(responseCode = "200", description = "It was asked for", useReturnTypeSchema = true)
  @OfOneGeneration
  @PostMapping(path = ONE + "/verify", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> verify(
      HttpServletRequest request, @PathVariable("generation") String generation)
      throws IOException {
    return plain(request, generation, Access.VERIFY_REBUILD, "rebuild-verify");
  }

  @Operation(
      summary = "Let a generation serve",
      description =
          "Permission system.admin. One transaction: readers see the old one before it and the new"
              + " one after it, never a mixture. Refused (409) unless it was compared and does not"
              + " differ, or accept is true. window: how long the old one stands by, to be rolled"
              + " back to (ISO 8601).",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(type = "object"),
                      examples = @ExampleObject("{\"accept\": false, \"window\": \"PT24H\"}"))))
  @ApiResponse(responseCode = "200", description = "It serves", useReturnTypeSchema = true)
  @OfOneGeneration
  @ApiResponse(responseCode = "422", description = NOT_ALLOWED, content = @Content)
  @PostMapping(path = ONE + "/switch", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> switchTo(
      HttpServletRequest request, @PathVariable("generation") String generation)
      throws IOException {
    reader.one(generation);
    ObjectNode arguments = RebuildArguments.ofSwitch(body(request));
    return change(request, generation, Access.SWITCH_GENERATION, "rebuild-switch", arguments);
  }

  @Operation(
      summary = "Let a generation serve again that stands by",
      description =
          "Permission system.admin. The number is that of the generation to go back to. It has"
              + " followed meanwhile, so nothing is missing; the other one stands by then.")
  @ApiResponse(responseCode = "200", description = "It serves again", useReturnTypeSchema = true)
  @OfOneGeneration
  @PostMapping(path = ONE + "/rollback", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> rollback(
      HttpServletRequest request, @PathVariable("generation") String generation)
      throws IOException {
    return plain(request, generation, Access.ROLL_BACK_GENERATION, "rebuild-rollback");
  }

  private ResponseEntity<GenerationState> plain(
      HttpServletRequest request, String generation, Access access, String kind)
      throws IOException {
    reader.one(generation);
    return change(request, generation, access, kind, RebuildArguments.none(body(request)));
  }

  private ResponseEntity<GenerationState> change(
      HttpServletRequest request,
      String generation,
      Access access,
      String kind,
      ObjectNode arguments) {
    arguments.put("generation", Integer.parseInt(generation));
    // recorded before it is done: a change that nobody can be held to must not happen
    audit.allowed(request, access, null, arguments.toString());
    projector.ask(kind, arguments, actor());
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(reader.one(generation));
  }

  private static String actor() {
    return Caller.current().subject();
  }

  /** What takes no arguments may come without a body. */
  private JsonNode body(HttpServletRequest request) throws IOException {
    return request.getContentLengthLong() == 0 || request.getContentType() == null
        ? JsonMapper.shared().createObjectNode()
        : bodies.readJson(request);
  }
}
