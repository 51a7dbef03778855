package io.tidemark.web.openapi;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.tidemark.web.Problem;
import io.tidemark.web.Tidemark;
import io.tidemark.web.security.Permission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The API's description, OpenAPI 3.1: at {@code /v3/api-docs}, with a page to try it. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final String SCHEME = "bearer";

  /** What may go wrong with any request. */
  private static final Map<String, String> PROBLEMS = problems();

  private static Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    problems.put("400", "The request cannot be understood; errors[] names what is wrong with it");
    problems.put("401", "No token, or one that is not valid (any longer)");
    problems.put("403", "The token does not allow it");
    problems.put("503", "The database is away and nothing is in memory; see Retry-After");
    return problems;
  }

  @Bean
  OpenAPI tidemarkApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Tidemark")
                .version("1")
                .description(
                    "Dashboard figures that are ready before they are asked for. Every answer says"
                        + " how fresh it is (Tidemark-As-Of, Tidemark-Lag, Age) and can be"
                        + " revalidated (ETag, If-None-Match). Errors are RFC 9457 problems.")
                .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        .servers(List.of(new Server().url("/")))
        .components(
            new Components()
                .addSecuritySchemes(
                    SCHEME,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description(
                            "A signed JWT. Its scope names permissions: "
                                + Permission.scopes()
                                + ".")))
        .addSecurityItem(new SecurityRequirement().addList(SCHEME));
  }

  @Bean
  OpenApiCustomizer problemResponses() {
    return api -> {
      ModelConverters.getInstance(true)
          .readAll(Problem.class)
          .forEach((name, schema) -> api.getComponents().addSchemas(name, schema));
      api.getPaths()
          .values()
          .forEach(
              path ->
                  path.readOperations()
                      .forEach(
                          operation -> {
                            addFreshness(operation);
                            addProblems(operation);
                          }));
    };
  }

  /** To what can be revalidated: it comes from rows, and says how fresh they are. */
  private static void addFreshness(Operation operation) {
    ApiResponses responses = operation.getResponses();
    ApiResponse answer = responses.get("200");
    if (answer == null || !responses.containsKey("304")) {
      return;
    }
    answer.addHeaderObject(
        "Tidemark-As-Of",
        header("Time of the newest event folded in", new StringSchema().format("date-time")));
    answer.addHeaderObject(
        "Tidemark-Generation",
        header(
            "The generation of the read model that the answer was made from: another one after a"
                + " switch to what a rebuild has made",
            new IntegerSchema()));
    answer.addHeaderObject(
        "Tidemark-Lag",
        header("Events that wait to be folded in", new IntegerSchema().format("int64")));
    answer.addHeaderObject(
        "Tidemark-Incomplete",
        header(
            "How many records the figures lack: dead letters of their topics that are neither"
                + " folded nor discarded (GET /api/v1/system/dead-letters), at most 1,000 of each"
                + " topic. Absent where there are none",
            new IntegerSchema().format("int64")));
    answer.addHeaderObject(
        "Tidemark-Stale",
        header(
            "true while the database is away and the answer comes from memory, and where an older"
                + " answer than Tidemark-At-Least asks for is given by Prefer: handling=lenient",
            new BooleanSchema()));
    answer.addHeaderObject(
        Tidemark.HEADER,
        header(
            "How far the answer has come: sent back as Tidemark-At-Least, no answer is older",
            new StringSchema()));
    responses.addApiResponse(
        "503",
        problem(
            "The database is away and nothing is in memory, or what Tidemark-At-Least asks for is"
                + " not there in time (code not-yet-visible); see Retry-After"));
    operation
        .addParametersItem(
            asked(
                Tidemark.AT_LEAST,
                "The header Tidemark of a command's, an ingestion's or another answer, or a comma"
                    + " list of such: the answer holds what they hold"))
        .addParametersItem(
            asked(
                "Prefer",
                "With Tidemark-At-Least: wait=0 to wait=10 seconds (2 by default) until it can be"
                    + " answered, then handling=strict (503, the default) or handling=lenient (an"
                    + " older answer, with Tidemark-Stale: true)"));
    answer.addHeaderObject(
        "Age", header("Seconds since the answer was made", new IntegerSchema().format("int32")));
    answer.addHeaderObject(
        "ETag", header("Weak; the same as long as the figures are", new StringSchema()));
  }

  private static Header header(String description, Schema<?> schema) {
    return new Header().description(description).schema(schema);
  }

  private static Parameter asked(String name, String description) {
    return new HeaderParameter().name(name).description(description).schema(new StringSchema());
  }

  private static void addProblems(Operation operation) {
    List<SecurityRequirement> security = operation.getSecurity();
    boolean open = security != null && security.isEmpty();
    ApiResponses responses = operation.getResponses();
    responses.forEach(
        (status, response) -> {
          if (status.compareTo("400") >= 0 && response.getContent() == null) {
            response.setContent(problem("").getContent());
          }
        });
    PROBLEMS.forEach(
        (status, description) -> {
          if (!open && !responses.containsKey(status)) {
            responses.addApiResponse(status, problem(description));
          }
        });
  }

  private static ApiResponse problem(String description) {
    return new ApiResponse()
        .description(description)
        .content(
            new Content()
                .addMediaType(
                    "application/problem+json",
                    new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
  }
}
