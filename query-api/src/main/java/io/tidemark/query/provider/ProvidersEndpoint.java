package io.tidemark.query.provider;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.cache.Answer;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.cache.AnswerWriter;
import io.tidemark.query.freshness.AtLeast;
import io.tidemark.web.Paging;
import io.tidemark.web.openapi.Paged;
import io.tidemark.web.openapi.Revalidated;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What each provider produced in one period. */
@Tag(name = "Providers")
@RestController
@Requires(Permission.PROVIDERS_READ)
final class ProvidersEndpoint {

  private final AnswerCache<ProvidersQuery, ProvidersReader.Page> answers;
  private final AnswerWriter writer;
  private final Clock clock;

  ProvidersEndpoint(
      AnswerCache<ProvidersQuery, ProvidersReader.Page> answers, AnswerWriter writer, Clock clock) {
    this.answers = answers;
    this.writer = writer;
    this.clock = clock;
  }

  @Operation(
      summary = "The providers, with their figures of one period",
      description =
          "Permission providers.read. The same figures as of one provider's performance. A retired"
              + " provider is listed only if it has entries in the period. With locationId: the"
              + " providers that ever had production or a goal at that location, with what they"
              + " produced there. Pages are linked by Link: rel=\"next\" and nextCursor; a list"
              + " goes on with the period that its first page was of. It cannot be sorted by"
              + " goals: each page would need every provider's.",
      parameters = {
        @Parameter(
            name = "period",
            in = ParameterIn.QUERY,
            description = "How long the period is",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"daily", "weekly", "monthly"},
                    defaultValue = "monthly")),
        @Parameter(
            name = "date",
            in = ParameterIn.QUERY,
            description = "A date in the period; by default today",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            name = "locationId",
            in = ParameterIn.QUERY,
            description = "Only this location; 404 if it is not registered",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "sort",
            in = ParameterIn.QUERY,
            description =
                "name: from A on, by code points; -production: the greatest first. The id decides"
                    + " between equals.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"name", "-production"},
                    defaultValue = "name"))
      })
  @Paged
  @Revalidated
  @ApiResponse(
      responseCode = "200",
      description = "A page",
      headers =
          @Header(
              name = "Link",
              description = "The next page, if there is one: rel=\"next\"",
              schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = ProvidersPage.class)))
  @ApiResponse(
      responseCode = "404",
      description = "The location is not registered",
      content = @Content)
  @GetMapping(path = "/api/providers", produces = MediaType.APPLICATION_JSON_VALUE)
  void providers(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    Answer<ProvidersReader.Page> answer =
        answers.ask(calendar -> ProvidersQuery.of(request, calendar, clock), AtLeast.of(request));
    String next = answer.body().nextCursor();
    if (next != null) {
      response.setHeader(HttpHeaders.LINK, Paging.nextLink(request, next));
    }
    writer.write(answer, answer.etag(), () -> answer.body().body(), request, response);
  }
}
