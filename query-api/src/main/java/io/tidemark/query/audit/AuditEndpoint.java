package io.tidemark.query.audit;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.web.Paging;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Times;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who read what. Reading it is on record as well. */
@Tag(name = "Operations")
@RestController
@Requires(Permission.OPS_ADMIN)
final class AuditEndpoint {

  private static final String PATH = "/api/v1/ops/audit";
  private static final Duration CATCH_UP = Duration.ofSeconds(1);

  private final AuditTrail trail;
  private final AuditReader reader;
  private final AuditVerifier verifier;

  AuditEndpoint(AuditTrail trail, AuditReader reader, AuditVerifier verifier) {
    this.trail = trail;
    this.reader = reader;
    this.verifier = verifier;
  }

  @Operation(
      summary = "The accesses on record, newest first",
      description =
          "Permission ops.admin. Every access to operations data is here, denied ones too. Pages"
              + " are linked by Link: rel=\"next\" and next_cursor.")
  @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<AuditPage> page(
      HttpServletRequest request,
      @Parameter(
              description = "How many at most",
              schema =
                  @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "50"))
          @RequestParam(name = "limit", required = false)
          @Nullable String limit,
      @Parameter(description = "The next_cursor of the page before")
          @RequestParam(name = "cursor", required = false)
          @Nullable String cursor,
      @Parameter(description = "Only accesses by this token subject")
          @RequestParam(name = "staff_id", required = false)
          @Nullable String staffId,
      @Parameter(
              description = "Only accesses at or after this time",
              schema = @Schema(type = "string", format = "date-time"))
          @RequestParam(name = "from", required = false)
          @Nullable String from,
      @Parameter(
              description = "Only accesses before this time",
              schema = @Schema(type = "string", format = "date-time"))
          @RequestParam(name = "to", required = false)
          @Nullable String to)
      throws InterruptedException {
    AuditReader.Filter filter =
        new AuditReader.Filter(staffId, Times.optional("from", from), Times.optional("to", to));
    AuditCursor after = cursor == null ? null : AuditCursor.decode(cursor);
    int size = Paging.limit(limit);
    trail.allowed(request, Access.VIEW_AUDIT, null, null);
    try {
      trail.awaitPersisted(CATCH_UP);
      AuditPage page = reader.read(filter, after, size);
      return Paging.answer(request, CacheControl.noCache().cachePrivate(), page, page.nextCursor());
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Operation(
      summary = "Check that nobody has changed the audit",
      description =
          "Permission ops.admin. Recomputes every hash; names the first entry of each chain that"
              + " was changed, removed or added. Reads the whole audit.")
  @GetMapping(path = PATH + "/verify", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<AuditVerifier.Verification> verify(HttpServletRequest request)
      throws InterruptedException {
    trail.allowed(request, Access.VERIFY_AUDIT, null, null);
    try {
      trail.awaitPersisted(CATCH_UP);
      return ResponseEntity.ok()
          .cacheControl(CacheControl.noStore())
          .body(verifier.verify(trail.head()));
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static ProblemException unavailable(SQLException e) {
    return ProblemException.unavailable("database-unavailable", "The audit cannot be read now.", e);
  }
}
