package io.tidemark.query.calling;

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
import io.tidemark.query.voice.VoiceConfiguration;
import io.tidemark.query.voice.VoiceConfigurations;
import io.tidemark.web.Paging;
import io.tidemark.web.openapi.Paged;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** An account's agents: rows from the cache, and what the voice provider says of them now. */
@Tag(name = "Calling")
@RestController
@Requires(Permission.CALLS_READ)
final class AgentsEndpoint {

  private final AnswerCache<AgentsQuery, AgentRows> answers;
  private final AnswerWriter writer;
  private final VoiceConfigurations voice;
  private final Clock clock;
  private final JsonMapper json;

  AgentsEndpoint(
      AnswerCache<AgentsQuery, AgentRows> answers,
      AnswerWriter writer,
      VoiceConfigurations voice,
      Clock clock,
      JsonMapper json) {
    this.answers = answers;
    this.writer = writer;
    this.voice = voice;
    this.clock = clock;
    this.json = json;
  }

  @Operation(
      summary = "The agents of an account",
      description =
          "Permission calls.read; the account is the token's subject. Deleted agents are not listed."
              + " The voice provider is waited for no longer than a budget (300 ms by default);"
              + " what it has not said by then is stale or unavailable. Pages are linked by"
              + " Link: rel=\"next\" and nextCursor.")
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      description = "Only agents of this status",
      schema =
          @Schema(
              type = "string",
              allowableValues = {"draft", "active", "inactive"}))
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "name, createdAt or conversations (of all time); with a leading - from the last to the"
              + " first",
      schema =
          @Schema(
              type = "string",
              allowableValues = {
                "name",
                "-name",
                "createdAt",
                "-createdAt",
                "conversations",
                "-conversations"
              },
              defaultValue = "name"))
  @Paged
  @CallingParameters
  @ApiResponse(
      responseCode = "200",
      description = "A page of agents",
      headers =
          @Header(
              name = "Link",
              description = "The next page, rel=\"next\"; absent on the last",
              schema = @Schema(type = "string")),
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Agent.Page.class)))
  @GetMapping(path = "/api/agents", produces = MediaType.APPLICATION_JSON_VALUE)
  void agents(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    Answer<AgentRows> answer =
        answers.get(AgentsQuery.page(Account.of(request), request), AtLeast.of(request));
    String nextCursor = answer.body().nextCursor();
    if (nextCursor != null) {
      response.setHeader(HttpHeaders.LINK, Paging.nextLink(request, nextCursor));
    }
    write(answer, agents -> new Agent.Page(agents, nextCursor), request, response);
  }

  @Operation(
      summary = "One agent",
      description =
          "Permission calls.read; the agent must be of the account that is the token's subject: any"
              + " other is 404. Otherwise as in the list.")
  @CallingParameters
  @ApiResponse(
      responseCode = "200",
      description = "The agent",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON_VALUE,
              schema = @Schema(implementation = Agent.class)))
  @GetMapping(path = "/api/agents/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  void agent(
      @PathVariable("id") String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    String account = Account.of(request);
    if (!Account.isId(id)) {
      throw AgentsReader.unknown();
    }
    write(
        answers.get(new AgentsQuery.One(account, id), AtLeast.of(request)),
        List::getFirst,
        request,
        response);
  }

  private void write(
      Answer<AgentRows> answer,
      Function<List<Agent>, Object> body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    List<AgentRows.Row> rows = answer.body().rows();
    Map<String, VoiceConfiguration> configs =
        voice.of(rows.stream().map(AgentRows.Row::externalId).toList());
    Instant now = clock.instant();
    writer.write(
        answer,
        etag(answer, configs),
        () ->
            json.writeValueAsBytes(
                body.apply(
                    rows.stream().map(row -> Agent.of(row, configOf(row, configs), now)).toList())),
        request,
        response);
  }

  private static VoiceConfiguration configOf(
      AgentRows.Row row, Map<String, VoiceConfiguration> configs) {
    String externalId = row.externalId();
    return externalId == null
        ? VoiceConfiguration.NONE
        : configs.getOrDefault(externalId, VoiceConfiguration.NONE);
  }

  /** Of the rows and of when which configuration was fetched; its age says nothing new. */
  private static String etag(Answer<AgentRows> answer, Map<String, VoiceConfiguration> configs) {
    if (configs.isEmpty()) {
      return answer.etag();
    }
    StringBuilder said = new StringBuilder(answer.etag());
    for (AgentRows.Row row : answer.body().rows()) {
      VoiceConfiguration config = configOf(row, configs);
      said.append(config.status()).append(config.fetchedAt());
    }
    return Answer.etagOf(said.toString().getBytes(StandardCharsets.UTF_8));
  }
}
