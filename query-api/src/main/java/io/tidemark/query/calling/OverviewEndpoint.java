package io.tidemark.query.calling;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.cache.Answer;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.AnswerWriter;
import io.tidemark.query.calling.Overview.CacheInfo;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.query.settings.SettingsStore;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The first page of the calling product: an account at a glance. */
@Tag(name = "Calling")
@RestController
@Requires(Permission.CALLS_READ)
final class OverviewEndpoint {

  private final AnswerCache<OverviewQuery, OverviewOfDay> answers;
  private final AnswerWriter writer;
  private final SettingsStore settings;
  private final Clock clock;
  private final JsonMapper json;

  OverviewEndpoint(
      AnswerCache<OverviewQuery, OverviewOfDay> answers,
      AnswerWriter writer,
      SettingsStore settings,
      Clock clock,
      JsonMapper json) {
    this.answers = answers;
    this.writer = writer;
    this.settings = settings;
    this.clock = clock;
    this.json = json;
  }

  @Operation(
      summary = "An account at a glance",
      description =
          "Permission calls.read; the account is the token's subject. The window is the last 30"
              + " days of the business zone, today included; figures before it are those of the 30"
              + " days before. Percentages and means have one decimal, half up; a ratio with"
              + " denominator 0 is null. Where the database does not answer in time, the last"
              + " answer in memory is served, with its Tidemark-As-Of; without one, what could be"
              + " read, with partial and missing; if nothing could be, 503.")
  @CallingParameters
  @ApiResponse(
      responseCode = "200",
      description = "The overview",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Overview.class)))
  @GetMapping(path = "/api/dashboard/overview", produces = MediaType.APPLICATION_JSON_VALUE)
  void overview(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    Instant asked = clock.instant();
    String account = Account.of(request);
    Answer<OverviewOfDay> answer =
        answers.ask(
            calendar -> new OverviewQuery(account, calendar.today(clock), calendar),
            AtLeast.of(request));
    writer.write(
        answer,
        answer.etag(),
        () -> json.writeValueAsBytes(answer.body().overview().with(cacheInfo(answer, asked))),
        request,
        response);
  }

  private CacheInfo cacheInfo(Answer<OverviewOfDay> answer, Instant asked) {
    Instant expires = answer.madeAt().plus(settings.current().cacheTtl());
    Instant midnight = answer.body().ends();
    long incomplete = writer.incomplete(answer);
    return new CacheInfo(
        answer.madeAt().isBefore(asked) ? "memory" : "database",
        answer.madeAt(),
        expires.isBefore(midnight) ? expires : midnight,
        answer.asOf() == null ? null : Instant.parse(answer.asOf()),
        incomplete == 0 ? null : incomplete);
  }
}
