package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.web.Paging;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Which generations of the read model there are, and where each stands. */
@Tag(name = "System")
@RestController
@Requires(Permission.SYSTEM_READ)
final class GenerationsEndpoint {

  static final String PATH = "/api/v1/system/generations";

  private final GenerationsReader reader;
  private final AuditTrail audit;

  GenerationsEndpoint(GenerationsReader reader, AuditTrail audit) {
    this.reader = reader;
    this.audit = audit;
  }

  @Operation(
      summary = "Generations of the read model, newest first",
      description =
          "Permission system.read. Also which projectors are there, and what they would fold a new"
              + " generation by. One snapshot. Pages are linked by Link: rel=\"next\" and"
              + " nextCursor.")
  @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationsPage> list(
      HttpServletRequest request,
      @Parameter(
              description = "How many at most",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "50"))
          @RequestParam(name = "limit", required = false)
          @Nullable String limit,
      @Parameter(description = "The nextCursor of the page before")
          @RequestParam(name = "cursor", required = false)
          @Nullable String cursor) {
    GenerationsPage page = reader.list(cursor, Paging.limit(limit));
    audit.allowed(request, Access.VIEW_GENERATIONS, null, null);
    return Paging.answer(request, CacheControl.noStore(), page, page.nextCursor());
  }

  @Operation(
      summary = "Where a generation stands",
      description =
          "Permission system.read. Made to be looked at again and again, a second apart: progress,"
              + " lag, trouble, runner, and what its comparison found. Events a second are what"
              + " progress.done rose by between two looks, over what observedAt did.")
  @ApiResponse(responseCode = "200", description = "The generation", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "404",
      description = "There is no generation of this number",
      content = @Content)
  @GetMapping(path = PATH + "/{generation}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<GenerationState> one(
      HttpServletRequest request,
      @Parameter(description = "Its number", example = "2") @PathVariable("generation")
          String generation) {
    GenerationState state = reader.one(generation);
    audit.allowed(request, Access.VIEW_GENERATION, null, generation);
    return Paging.answer(request, CacheControl.noStore(), state, null);
  }

  @Operation(
      summary = "Cells in which a generation differs from the one that served",
      description =
          "Permission system.read. As its last comparison found them, by table; of each table the"
              + " first ones are kept, and byTable counts all. Empty if the two do not differ, or"
              + " were not compared (verifiedAt null). Pages are linked by Link: rel=\"next\" and"
              + " nextCursor.")
  @ApiResponse(responseCode = "200", description = "A page", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "404",
      description = "There is no generation of this number",
      content = @Content)
  @GetMapping(
      path = PATH + "/{generation}/differences",
      produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<DifferencesPage> differences(
      HttpServletRequest request,
      @Parameter(description = "Its number", example = "2") @PathVariable("generation")
          String generation,
      @Parameter(description = "Only this table") @RequestParam(name = "table", required = false)
          @Nullable String table,
      @Parameter(
              description = "How many at most",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "50"))
          @RequestParam(name = "limit", required = false)
          @Nullable String limit,
      @Parameter(description = "The nextCursor of the page before")
          @RequestParam(name = "cursor", required = false)
          @Nullable String cursor) {
    DifferencesPage page = reader.differences(generation, table, cursor, Paging.limit(limit));
    audit.allowed(request, Access.VIEW_DIFFERENCES, null, generation);
    return Paging.answer(request, CacheControl.noStore(), page, page.nextCursor());
  }
}
