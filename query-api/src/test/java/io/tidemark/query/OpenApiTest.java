package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.ApiDescription;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private static final ApiDescription api = ApiDescription.of(QueryServer.shared());

  @Test
  void the_description_is_openapi_3_1_and_names_every_endpoint() {
    assertThat(api.json().get("openapi").asString()).startsWith("3.1");
    assertThat(api.operations().keySet())
        .containsExactlyInAnyOrder(
            "get /api/v1/ops/dashboard/metrics",
            "get /api/v1/ops/config",
            "put /api/v1/ops/config",
            "get /api/v1/ops/audit",
            "get /api/v1/ops/audit/verify",
            "get /api/v1/system/projections",
            "get /api/v1/system/generations",
            "post /api/v1/system/generations",
            "post /api/v1/system/generations/plan",
            "get /api/v1/system/generations/{generation}",
            "get /api/v1/system/generations/{generation}/differences",
            "post /api/v1/system/generations/{generation}/pause",
            "post /api/v1/system/generations/{generation}/resume",
            "post /api/v1/system/generations/{generation}/cancel",
            "post /api/v1/system/generations/{generation}/verify",
            "post /api/v1/system/generations/{generation}/switch",
            "post /api/v1/system/generations/{generation}/rollback",
            "get /api/v1/system/dead-letters",
            "get /api/v1/system/dead-letters/{id}",
            "post /api/v1/system/dead-letters/retry",
            "post /api/v1/system/dead-letters/discard",
            "get /api/v1/restatements",
            "get /api/v1/explain",
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
    api.operations()
        .forEach(
            (name, operation) -> {
              assertThat(operation.path("summary").asString()).as(name).isNotBlank();
              if (ApiDescription.isProtected(operation)) {
                assertThat(operation.get("responses").propertyNames())
                    .as(name)
                    .contains("400", "401", "403", "503")
                    .containsAnyOf("200", "202");
              }
            });
  }

  @Test
  void the_description_is_the_frozen_one() throws IOException {
    api.assertFrozenAs("../docs/openapi.json");
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
