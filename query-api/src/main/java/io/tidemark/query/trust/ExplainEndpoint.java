package io.tidemark.query.trust;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.query.request.ProjectorRequests;
import io.tidemark.query.trust.Explanation.Item;
import io.tidemark.web.Paging;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.openapi.Paged;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The entities behind a figure. The projector finds them: it knows what an entity counts for. */
@Tag(name = "Trust")
@RestController
@Requires({Permission.OPS_READ, Permission.PROVIDERS_READ, Permission.CALLS_READ})
final class ExplainEndpoint {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ProjectorRequests projector;
  private final AuditTrail audit;

  ExplainEndpoint(ProjectorRequests projector, AuditTrail audit) {
    this.projector = projector;
    this.audit = audit;
  }

  @Operation(
      summary = "The entities behind a figure",
      description =
          "Permission as for the figure itself: ops.read for bookings, complaints and workload"
              + " (amounts only with ops.admin), providers.read for production, calls.read for the"
              + " own account's calls, leads, agents and credits, calls.admin for those of all."
              + " Each entity comes with what it counts for in the cell; together they are the"
              + " cell, exactly, in one snapshot. Every page reads all of them once more: within"
              + " 10 s, else 503 with the code too-much-to-explain.")
  @Parameter(
      name = "table",
      in = ParameterIn.QUERY,
      required = true,
      description = "The table of figures; an unknown one is answered with those that there are",
      schema = @Schema(type = "string", example = "bookings_by_status"))
  @Parameter(
      name = "key",
      in = ParameterIn.QUERY,
      required = true,
      explode = Explode.TRUE,
      description =
          "The cell: each key column of the table once, as name:value. Columns that are missing or"
              + " wrong are answered with those that the table has.",
      array = @ArraySchema(schema = @Schema(type = "string", example = "period_start:2026-10-01")))
  @Paged
  @ApiResponse(
      responseCode = "200",
      description = "A page of the entities, and the sums over all",
      headers =
          @Header(
              name = "Link",
              description = "The next page, rel=\"next\"; absent on the last",
              schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Explanation.class)))
  @ApiResponse(
      responseCode = "404",
      description = "There is no such table of figures, or the account is another's",
      content = @Content)
  @GetMapping(path = "/api/v1/explain", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Explanation> explain(@Parameter(hidden = true) HttpServletRequest request) {
    Caller caller = Caller.current();
    FigureTable table = FigureTable.of(required(request, "table"), caller);
    ObjectNode key = key(request);
    if (table.isOwnOnly(caller)
        && key.has(FigureTable.ACCOUNT)
        && !key.get(FigureTable.ACCOUNT).asString().equals(caller.subject())) {
      throw ProblemException.notFound("There is no such cell.");
    }
    ObjectNode arguments = JSON.createObjectNode();
    arguments.put("table", table.wireName());
    arguments.set("key", key);
    arguments.put("limit", Paging.limit(request.getParameter("limit")));
    String cursor = request.getParameter("cursor");
    if (cursor != null) {
      List<String> place = Paging.partsOf(cursor, 2);
      arguments.putObject("after").put("entity", place.getFirst()).put("id", place.getLast());
    }
    audit.allowed(request, Access.EXPLAIN, null, table.wireName() + " " + key);
    JsonNode answer = projector.ask("explain", arguments, caller.subject());
    Explanation explanation = seen(answer, table.hiddenFrom(caller));
    return Paging.answer(request, CacheControl.noStore(), explanation, explanation.nextCursor());
  }

  private static String required(HttpServletRequest request, String parameter) {
    String given = request.getParameter(parameter);
    if (given == null || given.isEmpty()) {
      throw ProblemException.invalidParameter(
          new InvalidInput(parameter, given, FigureTable.names()));
    }
    return given;
  }

  private static ObjectNode key(HttpServletRequest request) {
    ObjectNode key = JSON.createObjectNode();
    String[] given = request.getParameterValues("key");
    for (String each : given == null ? new String[0] : given) {
      int colon = each.indexOf(':');
      if (colon < 1 || key.has(each.substring(0, colon))) {
        throw ProblemException.invalidParameter(
            new InvalidInput("key", each, "each key column once, as name:value"));
      }
      key.put(each.substring(0, colon), each.substring(colon + 1));
    }
    return key;
  }

  private static Explanation seen(JsonNode answer, Set<String> hidden) {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : answer.path("items")) {
      items.add(
          new Item(
              item.path("entity").asString(),
              item.path("id").asString(),
              RestatementsReader.without(hidden, item.path("sums"))));
    }
    JsonNode next = answer.path("next");
    @Nullable String cursor =
        next.isObject()
            ? Paging.cursor(List.of(next.path("entity").asString(), next.path("id").asString()))
            : null;
    JsonNode cell = answer.path("cell");
    return new Explanation(
        answer.path("table").asString(),
        answer.path("key"),
        answer.path("generation").asInt(),
        cell.isObject() ? RestatementsReader.without(hidden, cell) : null,
        RestatementsReader.without(hidden, answer.path("total")),
        answer.path("exact").asBoolean(),
        answer.path("entities").asLong(),
        items,
        cursor,
        answer.path("millis").asLong());
  }
}
