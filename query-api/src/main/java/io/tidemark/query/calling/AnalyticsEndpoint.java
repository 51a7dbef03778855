package io.tidemark.query.calling;

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
import io.tidemark.query.figures.Calendar;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Charts over a range of days: of an account, and of one of its agents. */
@Tag(name = "Calling")
@RestController
@Requires(Permission.CALLS_READ)
final class AnalyticsEndpoint {

  private static final String DAYS = "How many days, today in the business zone included";

  private final AnswerCache<AnalyticsQuery, byte[]> answers;
  private final AnswerWriter writer;
  private final Clock clock;

  AnalyticsEndpoint(AnswerCache<AnalyticsQuery, byte[]> answers, AnswerWriter writer, Clock clock) {
    this.answers = answers;
    this.writer = writer;
    this.clock = clock;
  }

  @Operation(
      summary = "Charts of an account",
      description =
          "Permission calls.read; the account is the token's subject. Every day of the range is"
              + " there. Percentages and means have one decimal, half up; a ratio with denominator 0"
              + " is null. Where the database does not answer in time, the last answer in memory is"
              + " served, with its Tidemark-As-Of; without one, what could be read, with partial and"
              + " missing; if nothing could be, 503.")
  @Parameter(
      name = "days",
      in = ParameterIn.QUERY,
      description = DAYS,
      schema = @Schema(type = "integer", minimum = "1", maximum = "365", defaultValue = "7"))
  @CallingParameters
  @ApiResponse(
      responseCode = "200",
      description = "The charts",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Analytics.class)))
  @GetMapping(path = "/api/dashboard/analytics", produces = MediaType.APPLICATION_JSON_VALUE)
  void analytics(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    String account = Account.of(request);
    Answer<byte[]> answer =
        answers.ask(
            calendar -> new AnalyticsQuery.OfAccount(account, range(request, calendar), calendar),
            AtLeast.of(request));
    writer.write(answer, request, response);
  }

  @Operation(
      summary = "An agent's performance over time",
      description =
          "Permission calls.read; the agent must be of the account that is the token's subject: any"
              + " other is 404. Every day of the range is there. Percentages and means have one"
              + " decimal, half up; a ratio with denominator 0 is null.")
  @Parameter(
      name = "days",
      in = ParameterIn.QUERY,
      description = DAYS,
      schema = @Schema(type = "integer", minimum = "1", maximum = "365", defaultValue = "7"))
  @CallingParameters
  @ApiResponse(
      responseCode = "200",
      description = "The agent's performance",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = AgentPerformance.class)))
  @GetMapping(path = "/api/agents/{id}/performance", produces = MediaType.APPLICATION_JSON_VALUE)
  void performance(
      @PathVariable("id") String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    String account = Account.of(request);
    Function<Calendar, AnalyticsQuery> question =
        calendar -> new AnalyticsQuery.OfAgent(account, id, range(request, calendar), calendar);
    if (!Account.isId(id)) {
      throw AgentsReader.unknown();
    }
    writer.write(answers.ask(question, AtLeast.of(request)), request, response);
  }

  private Range range(HttpServletRequest request, Calendar calendar) {
    return AnalyticsQuery.range(request, calendar.today(clock));
  }
}
