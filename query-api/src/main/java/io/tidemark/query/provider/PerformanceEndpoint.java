package io.tidemark.query.provider;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.cache.Answer;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.AnswerWriter;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.web.openapi.Revalidated;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What one provider produced, period by period. */
@Tag(name = "Providers")
@RestController
@Requires(Permission.PROVIDERS_READ)
final class PerformanceEndpoint {

  private final AnswerCache<PerformanceQuery, byte[]> answers;
  private final AnswerWriter writer;
  private final Clock clock;

  PerformanceEndpoint(
      AnswerCache<PerformanceQuery, byte[]> answers, AnswerWriter writer, Clock clock) {
    this.answers = answers;
    this.writer = writer;
    this.clock = clock;
  }

  @Operation(
      summary = "A provider's production against its goals",
      description =
          "Permission providers.read. The figures of the period that holds the reference date, of"
              + " the same period at each location, and of each period of a range. Days are the"
              + " entries' dates; weeks start as the business's calendar says. A goal holds from"
              + " its periodStart until another of the same provider, location and granularity"
              + " begins, so a goal that is changed leaves what was before as it was. Where none"
              + " of the period's granularity is in force, a day's goal is derived from its"
              + " week's, else from its month's, and a week's from its months', day by day: in"
              + " proportion to calendar days, or to working days (Monday to Friday) if the"
              + " instance is configured so. The provider's goal is the one without location,"
              + " derived or not; only where there is none, the sum of its locations' goals. A"
              + " location's goal is only its own. A retired provider keeps its figures.",
      parameters = {
        @Parameter(
            name = "providerId",
            in = ParameterIn.PATH,
            required = true,
            description = "A registered provider; 404 for any other",
            schema = @Schema(type = "string"),
            example = "p17"),
        @Parameter(
            name = "period",
            in = ParameterIn.QUERY,
            description = "How long the periods are",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"daily", "weekly", "monthly"},
                    defaultValue = "monthly")),
        @Parameter(
            name = "date",
            in = ParameterIn.QUERY,
            description =
                "The reference date; by default today. The series are the 12 periods up to it.",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description =
                "A date in the first period of the series, at most 400 periods before the last;"
                    + " not together with date",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            description =
                "A date in the last period of the series, and the reference date; by default"
                    + " today; not together with date",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            name = "locationId",
            in = ParameterIn.QUERY,
            description =
                "Only what was produced at this location, against its goals there; 404 if it is"
                    + " not registered",
            schema = @Schema(type = "string"))
      })
  @Revalidated
  @ApiResponse(
      responseCode = "200",
      description = "The figures",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = ProviderPerformance.class)))
  @ApiResponse(
      responseCode = "404",
      description = "The provider or the location is not registered; errors[] says which",
      content = @Content)
  @GetMapping(
      path = "/api/providers/{providerId}/performance",
      produces = MediaType.APPLICATION_JSON_VALUE)
  void performance(
      @Parameter(hidden = true) @PathVariable("providerId") String providerId,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    Answer<byte[]> answer =
        answers.ask(
            calendar -> PerformanceQuery.of(request, providerId, calendar, clock),
            AtLeast.of(request));
    writer.write(answer, request, response);
  }
}
