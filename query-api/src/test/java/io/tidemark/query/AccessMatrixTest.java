package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Every endpoint that is mapped, against every kind of caller. */
class AccessMatrixTest {

  private static final QueryServer server = QueryServer.shared();

  /** Who may reach an endpoint. */
  private sealed interface May {
    record Anyone() implements May {}

    record With(Set<String> scopes) implements May {}

    record Nobody() implements May {}
  }

  private static final May ANYONE = new May.Anyone();
  private static final May NOBODY = new May.Nobody();
  private static final May OPS_READERS = new May.With(Set.of("ops.read", "ops.admin"));
  private static final May OPS_ADMINS = new May.With(Set.of("ops.admin"));
  private static final May CALLS_READERS = new May.With(Set.of("calls.read", "calls.admin"));
  private static final May SYSTEM_READERS = new May.With(Set.of("system.read", "system.admin"));
  private static final May PROVIDERS_READERS = new May.With(Set.of("providers.read"));

  /** Every endpoint there is. One that is mapped and not here fails. */
  private static final Map<String, May> ENDPOINTS =
      Map.ofEntries(
          Map.entry("GET /api/v1/ops/dashboard/metrics", OPS_READERS),
          Map.entry("GET /api/v1/ops/config", OPS_ADMINS),
          Map.entry("PUT /api/v1/ops/config", OPS_ADMINS),
          Map.entry("GET /api/v1/ops/audit", OPS_ADMINS),
          Map.entry("GET /api/v1/ops/audit/verify", OPS_ADMINS),
          Map.entry("GET /api/v1/system/projections", SYSTEM_READERS),
          Map.entry("GET /api/dashboard/overview", CALLS_READERS),
          Map.entry("GET /api/dashboard/analytics", CALLS_READERS),
          Map.entry("GET /api/agents", CALLS_READERS),
          Map.entry("GET /api/agents/{id}", CALLS_READERS),
          Map.entry("GET /api/agents/{id}/performance", CALLS_READERS),
          Map.entry("GET /api/providers", PROVIDERS_READERS),
          Map.entry("GET /api/providers/{providerId}/performance", PROVIDERS_READERS),
          Map.entry("GET /.well-known/jwks.json", ANYONE),
          Map.entry("GET /v3/api-docs", ANYONE),
          Map.entry("GET /v3/api-docs.yaml", ANYONE),
          Map.entry("GET /v3/api-docs/swagger-config", ANYONE),
          Map.entry("GET /swagger-ui.html", ANYONE),
          Map.entry("GET /actuator/health", ANYONE),
          Map.entry("GET /actuator/health/**", ANYONE),
          Map.entry("GET /actuator/prometheus", ANYONE),
          Map.entry("* /error", NOBODY));

  private static final List<String> SCOPES =
      List.of(
          "ops.read",
          "ops.admin",
          "system.read",
          "system.admin",
          "calls.read",
          "calls.admin",
          "providers.read");

  /** Tokens that must open nothing. */
  private static Map<String, @Nullable String> strangers() {
    Map<String, @Nullable String> strangers = new LinkedHashMap<>();
    JWTClaimsSet all = TestTokens.claims().claim("scope", String.join(" ", SCOPES)).build();
    strangers.put("none", null);
    strangers.put("garbage", "not.a.token");
    strangers.put(
        "expired",
        with(
            new JWTClaimsSet.Builder(all)
                .issueTime(Date.from(Instant.now().minusSeconds(600)))
                .build(),
            "exp",
            Date.from(Instant.now().minusSeconds(61))));
    strangers.put("never expiring", with(all, "exp", null));
    strangers.put("not yet valid", with(all, "nbf", Date.from(Instant.now().plusSeconds(61))));
    strangers.put("wrong audience", with(all, "aud", "another"));
    strangers.put("no audience", with(all, "aud", null));
    strangers.put("wrong issuer", with(all, "iss", "https://evil.example"));
    strangers.put("no issuer", with(all, "iss", null));
    strangers.put("no subject", with(all, "sub", null));
    strangers.put("algorithm none", TestTokens.plain(all));
    strangers.put("public key as a secret", TestTokens.confused(all));
    strangers.put(
        "an algorithm that is not on the list",
        TestTokens.signed(JWSAlgorithm.RS512, TestTokens.KEY, all));
    strangers.put("another key", TestTokens.signed(JWSAlgorithm.RS256, TestTokens.newKey(), all));
    String good = TestTokens.withScope("ops.admin");
    strangers.put(
        "another's signature",
        good.substring(0, good.lastIndexOf('.'))
            + TestTokens.withScope("ops.read")
                .substring(TestTokens.withScope("ops.read").lastIndexOf('.')));
    return strangers;
  }

  private static String with(JWTClaimsSet claims, String name, @Nullable Object value) {
    return TestTokens.signed(
        JWSAlgorithm.RS256,
        TestTokens.KEY,
        new JWTClaimsSet.Builder(claims).claim(name, value).build());
  }

  @Test
  void every_mapped_endpoint_is_listed_here() {
    assertThat(mapped()).containsExactlyInAnyOrderElementsOf(ENDPOINTS.keySet());
  }

  private static Set<String> mapped() {
    Set<String> endpoints = new TreeSet<>();
    server
        .context()
        .getBeansOfType(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(
            mapping ->
                mapping
                    .getHandlerMethods()
                    .forEach(
                        (info, _) -> {
                          Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                          for (String path : info.getPatternValues()) {
                            if (methods.isEmpty()) {
                              endpoints.add("* " + path);
                            }
                            methods.forEach(method -> endpoints.add(method + " " + path));
                          }
                        }));
    return endpoints;
  }

  static Stream<String> endpoints() {
    return new TreeMap<>(ENDPOINTS).keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void callers_reach_what_they_may_and_nothing_else(String endpoint) {
    May may = ENDPOINTS.getOrDefault(endpoint, NOBODY);
    List<String> wrong = new ArrayList<>();
    strangers()
        .forEach(
            (name, token) -> {
              HttpResponse<String> response = call(endpoint, token);
              boolean right =
                  switch (may) {
                    case May.Anyone _ -> response.statusCode() < 400;
                    case May.With _, May.Nobody _ -> isUnauthorized(response, token != null);
                  };
              if (!right) {
                wrong.add(name + ": " + response.statusCode() + " " + response.body());
              }
            });
    Stream.concat(SCOPES.stream(), Stream.of("", "openid", "OPS.ADMIN", "ops.admin,ops.read"))
        .forEach(
            scope -> {
              HttpResponse<String> response = call(endpoint, TestTokens.withScope(scope));
              boolean right =
                  switch (may) {
                    case May.Anyone _ -> response.statusCode() < 400;
                    case May.With(Set<String> scopes) ->
                        scopes.contains(scope)
                            ? isReached(endpoint, response)
                            : isForbidden(response);
                    case May.Nobody _ -> isForbidden(response);
                  };
              if (!right) {
                wrong.add(scope + ": " + response.statusCode() + " " + response.body());
              }
            });
    assertThat(wrong).isEmpty();
  }

  private static HttpResponse<String> call(String endpoint, @Nullable String token) {
    String method = endpoint.substring(0, endpoint.indexOf(' ')).replace("*", "GET");
    String path =
        endpoint
            .substring(endpoint.indexOf('/'))
            .replace("/**", "/liveness")
            .replaceAll("\\{\\w+}", "nobody");
    return server.send(
        path,
        request -> {
          request.timeout(Duration.ofSeconds(10));
          if (token != null) {
            request.header("Authorization", "Bearer " + token);
          }
          return method.equals("PUT")
              ? request
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.ofString("{}"))
              : request.method(method, BodyPublishers.noBody());
        });
  }

  /** Where one thing is asked for, there is none of that id. */
  private static boolean isReached(String endpoint, HttpResponse<String> response) {
    return endpoint.contains("{")
        ? response.statusCode() == 404 && isProblem(response)
        : response.statusCode() == 200;
  }

  private static boolean isUnauthorized(HttpResponse<String> response, boolean withToken) {
    String challenge = response.headers().firstValue("WWW-Authenticate").orElse("");
    return response.statusCode() == 401
        && challenge.startsWith("Bearer")
        && challenge.contains("invalid_token") == withToken
        && isProblem(response);
  }

  private static boolean isForbidden(HttpResponse<String> response) {
    return response.statusCode() == 403
        && response
            .headers()
            .firstValue("WWW-Authenticate")
            .orElse("")
            .contains("insufficient_scope")
        && isProblem(response);
  }

  private static boolean isProblem(HttpResponse<String> response) {
    return response
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .equals("application/problem+json")
        && QueryServer.parse(response.body()).path("status").asInt() == response.statusCode();
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
