package io.tidemark.query.operations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.query.cache.Answer;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.AnswerWriter;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.web.openapi.Revalidated;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Operations metrics: ready bytes from memory, after the caller's right and the audit's record. */
@Tag(name = "Operations")
@RestController
@Requires(Permission.OPS_READ)
final class MetricsEndpoint {

  static final String PATH = "/api/v1/ops/dashboard/metrics";

  private final AnswerCache<MetricsQuery, byte[]> answers;
  private final AuditTrail audit;
  private final AnswerWriter writer;
  private final Clock clock;

  MetricsEndpoint(
      AnswerCache<MetricsQuery, byte[]> answers,
      AuditTrail audit,
      AnswerWriter writer,
      Clock clock) {
    this.answers = answers;
    this.audit = audit;
    this.writer = writer;
    this.clock = clock;
  }

  @Operation(
      summary = "Operations metrics",
      description =
          "Bookings, complaints, SLA, revenue and the present moment, from rows that are kept up to"
              + " date by events. Permission ops.read; revenue only with ops.admin: else it is"
              + " absent, and asking for it alone is 403. Days, weeks and months are those of the"
              + " business zone that hold the reference date. Percentages and hours have one"
              + " decimal, money two, both half up; a ratio with denominator 0 is null.",
      parameters = {
        @Parameter(
            name = "period",
            in = ParameterIn.QUERY,
            description = "The period of the figures",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"today", "week", "month", "all"},
                    defaultValue = "all")),
        @Parameter(
            name = "include",
            in = ParameterIn.QUERY,
            description =
                "Comma list of bookings, complaints, sla, revenue, realtime; by default all",
            example = "bookings,sla",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "date",
            in = ParameterIn.QUERY,
            description = "The reference date; by default today. SLA and realtime are as of now.",
            schema = @Schema(type = "string", format = "date"))
      })
  @Revalidated
  @ApiResponse(
      responseCode = "200",
      description = "The metrics",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = OperationsMetrics.class)))
  @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
  void metrics(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    boolean seesRevenue = Caller.current().may(Permission.OPS_ADMIN);
    Answer<byte[]> answer =
        answers.ask(
            calendar -> MetricsQuery.of(request, calendar, clock, seesRevenue),
            AtLeast.of(request));
    audit.allowed(
        request,
        Access.VIEW_METRICS,
        MetricsQuery.period(request).wireName(),
        request.getParameter("include"));
    writer.write(answer, request, response);
  }
}
