package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {

  private static final Path FROZEN = Path.of("../docs/openapi.json");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final JsonNode api =
      QueryServer.parse(QueryServer.shared().send("/v3/api-docs", request -> request).body());

  @Test
  void the_description_is_openapi_3_1_and_names_every_endpoint() {
    assertThat(api.get("openapi").asString()).startsWith("3.1");
    List<String> operations = new ArrayList<>();
    api.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .propertyNames()
                    .forEach(method -> operations.add(method + " " + path.getKey())));
    assertThat(operations)
        .containsExactlyInAnyOrder(
            "get /api/v1/ops/dashboard/metrics",
            "get /api/v1/ops/config",
            "put /api/v1/ops/config",
            "get /api/v1/ops/audit",
            "get /api/v1/ops/audit/verify",
            "get /api/v1/system/projections",
            "get /api/dashboard/overview",
            "get /api/dashboard/analytics",
            "get /api/agents",
            "get /api/agents/{id}",
            "get /api/agents/{id}/performance",
            "get /api/providers",
            "get /api/providers/{providerId}/performance",
            "get /.well-known/jwks.json");
  }

  @Test
  void every_operation_is_described_and_every_protected_one_tells_its_problems() {
    api.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .forEach(
                        operation -> {
                          assertThat(operation.path("summary").asString()).isNotBlank();
                          if (!operation.has("security")) {
                            assertThat(operation.get("responses").propertyNames())
                                .as(path.getKey())
                                .contains("200", "400", "401", "403", "503");
                          }
                        }));
  }

  @Test
  void the_description_is_the_frozen_one() throws IOException {
    String now = JSON.writeValueAsString(api) + "\n";
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(FROZEN, now);
    }
    assertThat(now)
        .as("the API has changed; if it is meant so, run the test with -Dopenapi.write=true")
        .isEqualTo(Files.readString(FROZEN));
  }

  @Test
  void the_page_to_try_it_needs_no_token() {
    HttpResponse<String> redirect =
        QueryServer.shared().send("/swagger-ui.html", request -> request);
    assertThat(redirect.statusCode()).isEqualTo(302);
    HttpResponse<String> page =
        QueryServer.shared().send("/swagger-ui/index.html", request -> request);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .doesNotContain("unsafe");
  }
}
