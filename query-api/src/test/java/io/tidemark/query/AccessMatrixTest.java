package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import io.tidemark.testkit.AccessMatrix;
import io.tidemark.testkit.AccessMatrix.May;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint that is mapped, against every kind of caller. */
class AccessMatrixTest {

  private static final QueryServer server = QueryServer.shared();

  private static final May OPS_READERS = May.with("ops.read", "ops.admin");
  private static final May OPS_ADMINS = May.with("ops.admin");
  private static final May CALLS_READERS = May.with("calls.read", "calls.admin");
  private static final May SYSTEM_READERS = May.with("system.read", "system.admin");
  private static final May SYSTEM_ADMINS = May.with("system.admin");
  private static final May PROVIDERS_READERS = May.with("providers.read");
  private static final May FIGURES_READERS =
      May.with("ops.read", "ops.admin", "calls.read", "calls.admin", "providers.read");

  /** Every endpoint there is. One that is mapped and not here fails. */
  private static final Map<String, May> ENDPOINTS =
      Map.ofEntries(
          Map.entry("GET /api/v1/ops/dashboard/metrics", OPS_READERS),
          Map.entry("GET /api/v1/ops/config", OPS_ADMINS),
          Map.entry("PUT /api/v1/ops/config", OPS_ADMINS),
          Map.entry("GET /api/v1/ops/audit", OPS_ADMINS),
          Map.entry("GET /api/v1/ops/audit/verify", OPS_ADMINS),
          Map.entry("GET /api/v1/system/projections", SYSTEM_READERS),
          Map.entry("GET /api/v1/system/generations", SYSTEM_READERS),
          Map.entry("GET /api/v1/system/generations/{generation}", SYSTEM_READERS),
          Map.entry("GET /api/v1/system/generations/{generation}/differences", SYSTEM_READERS),
          Map.entry("POST /api/v1/system/generations", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/plan", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/{generation}/pause", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/{generation}/resume", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/{generation}/cancel", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/{generation}/verify", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/{generation}/switch", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/generations/{generation}/rollback", SYSTEM_ADMINS),
          Map.entry("GET /api/v1/system/dead-letters", SYSTEM_READERS),
          Map.entry("GET /api/v1/system/dead-letters/{id}", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/dead-letters/retry", SYSTEM_ADMINS),
          Map.entry("POST /api/v1/system/dead-letters/discard", SYSTEM_ADMINS),
          Map.entry("GET /api/v1/restatements", FIGURES_READERS),
          Map.entry("GET /api/v1/explain", FIGURES_READERS),
          Map.entry("GET /api/dashboard/overview", CALLS_READERS),
          Map.entry("GET /api/dashboard/analytics", CALLS_READERS),
          Map.entry("GET /api/agents", CALLS_READERS),
          Map.entry("GET /api/agents/{id}", CALLS_READERS),
          Map.entry("GET /api/agents/{id}/performance", CALLS_READERS),
          Map.entry("GET /api/providers", PROVIDERS_READERS),
          Map.entry("GET /api/providers/{providerId}/performance", PROVIDERS_READERS),
          Map.entry("GET /.well-known/jwks.json", May.ANYONE),
          Map.entry("GET /v3/api-docs", May.ANYONE),
          Map.entry("GET /v3/api-docs.yaml", May.ANYONE),
          Map.entry("GET /v3/api-docs/swagger-config", May.ANYONE),
          Map.entry("GET /swagger-ui.html", May.ANYONE),
          Map.entry("GET /actuator/health", May.ANYONE),
          Map.entry("GET /actuator/health/**", May.ANYONE),
          Map.entry("GET /actuator/prometheus", May.ANYONE),
          Map.entry("* /error", May.NOBODY));

  private static final AccessMatrix matrix =
      new AccessMatrix(
          server,
          ENDPOINTS,
          List.of(
              "ops.read",
              "ops.admin",
              "system.read",
              "system.admin",
              "calls.read",
              "calls.admin",
              "providers.read"),
          AccessMatrixTest::isReached);

  /**
   * Where one thing is asked for, there is none of that id; nor is there a projector to be asked.
   */
  private static boolean isReached(String endpoint, HttpResponse<String> response) {
    int expected =
        switch (endpoint) {
          case "GET /api/v1/explain" -> 400; // of what?
          case "POST /api/v1/system/generations",
              "POST /api/v1/system/dead-letters/retry",
              "POST /api/v1/system/dead-letters/discard" ->
              422;
          case "POST /api/v1/system/generations/plan" -> 503;
          default -> endpoint.contains("{") ? 404 : 200;
        };
    return response.statusCode() == expected
        && (expected == 200 || AccessMatrix.isProblem(response));
  }

  @Test
  void every_mapped_endpoint_is_listed_here() {
    assertThat(matrix.mapped()).containsExactlyInAnyOrderElementsOf(ENDPOINTS.keySet());
  }

  static Stream<String> endpoints() {
    return ENDPOINTS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void callers_reach_what_they_may_and_nothing_else(String endpoint) {
    assertThat(matrix.wrongAnswers(endpoint)).isEmpty();
  }

  @Test
  void a_token_is_believed_a_little_beyond_its_expiry_since_clocks_differ() {
    JWTClaimsSet claims =
        TestTokens.claims()
            .claim("scope", "ops.read")
            .issueTime(Date.from(Instant.now().minusSeconds(60)))
            .expirationTime(Date.from(Instant.now().minusSeconds(10)))
            .build();
    String token = TestTokens.signed(JWSAlgorithm.RS256, TestTokens.KEY, claims);
    assertThat(server.get(QueryServer.METRICS, token).statusCode()).isEqualTo(200);
  }

  @Test
  void an_encoded_path_is_the_same_path() {
    String reader = TestTokens.withScope("ops.read");
    for (String path :
        List.of(
            "/api/v1/ops/%63onfig",
            "/api/v1/ops//config",
            "/api/v1/ops/config/",
            "/api/v1/ops/config;a=b",
            "/api/v1/ops/x/%2e%2e/config",
            "/api/v1/ops/config.json")) {
      assertThat(server.get(path, reader).statusCode()).as(path).isIn(400, 403, 404);
    }
  }
}
