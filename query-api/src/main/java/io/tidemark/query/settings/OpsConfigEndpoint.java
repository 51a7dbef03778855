package io.tidemark.query.settings;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.web.Bodies;
import io.tidemark.web.Problem;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What operations staff may change while the system runs. */
@Tag(name = "Operations")
@RestController
@Requires(Permission.OPS_ADMIN)
final class OpsConfigEndpoint {

  private static final String PATH = "/api/v1/ops/config";

  private final SettingsStore store;
  private final AuditTrail audit;
  private final Bodies bodies;

  OpsConfigEndpoint(SettingsStore store, AuditTrail audit, Bodies bodies) {
    this.store = store;
    this.audit = audit;
    this.bodies = bodies;
  }

  @Operation(
      summary = "The settings",
      description = "Permission ops.admin. The ETag is the version, for If-Match.")
  @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OpsConfig> read(HttpServletRequest request) {
    try {
      SettingsStore.Everything everything = store.read();
      audit.allowed(request, Access.VIEW_CONFIG, null, null);
      return answer(everything);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Operation(
      summary = "Change settings",
      description =
          "Permission ops.admin. Fields left out are kept. Effective at once in every instance,"
              + " without restart; a new SLA policy holds for complaints opened after the change.",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = OpsConfig.class))))
  @ApiResponse(
      responseCode = "200",
      description = "The settings now in force",
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "412",
      description = "If-Match names another version than is there",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
              schema = @Schema(implementation = Problem.class)))
  @ApiResponse(
      responseCode = "422",
      description = "A field is not allowed; errors[] names each",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
              schema = @Schema(implementation = Problem.class)))
  @PutMapping(
      path = PATH,
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OpsConfig> change(
      HttpServletRequest request,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch)
      throws IOException {
    JsonNode body = bodies.readJson(request);
    Long expected = ifMatch == null || ifMatch.equals("*") ? null : version(ifMatch);
    // recorded before it is done: a change that nobody can be held to must not happen
    audit.allowed(request, Access.CHANGE_CONFIG, null, fieldsOf(body));
    try {
      return answer(store.change(expected, present -> OpsConfigReader.apply(body, present)));
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static String fieldsOf(JsonNode body) {
    return String.join(",", body.propertyNames());
  }

  private static Long version(String ifMatch) {
    try {
      return Long.valueOf(ifMatch.replace("\"", ""));
    } catch (NumberFormatException e) {
      throw ProblemException.malformed(
          "The header If-Match is not an ETag of the settings.",
          List.of(new InvalidInput("If-Match", ifMatch, "an ETag as GET gives it")));
    }
  }

  private static ResponseEntity<OpsConfig> answer(SettingsStore.Everything everything) {
    return ResponseEntity.ok()
        .eTag("\"" + everything.settings().version() + "\"")
        .cacheControl(CacheControl.noCache().cachePrivate())
        .body(OpsConfig.of(everything));
  }

  private static ProblemException unavailable(SQLException e) {
    return ProblemException.unavailable(
        "database-unavailable", "The settings cannot be reached now.", e);
  }
}
