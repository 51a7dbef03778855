package io.tidemark.testkit;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
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
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Every endpoint of an application, against every kind of caller.
 *
 * @param endpoints who may reach which, such as {@code GET /api/v1/things/{id}}
 * @param scopes that tokens are tried with, one at a time
 * @param reached how an endpoint answers who may reach it; it is asked for the id {@code nobody},
 *     and gets {@code {}} where it takes a body
 */
public record AccessMatrix(
    TestServer server, Map<String, May> endpoints, List<String> scopes, Reached reached) {

  /** Who may reach an endpoint. */
  public sealed interface May {
    May ANYONE = new Anyone();
    May NOBODY = new Nobody();

    static May with(String... scopes) {
      return new With(Set.of(scopes));
    }

    /** Whoever it is, with or without a token. */
    record Anyone() implements May {}

    /** Whose token has one of these scopes. */
    record With(Set<String> scopes) implements May {}

    /** No token opens it. */
    record Nobody() implements May {}
  }

  /** Tells whether an answer is the endpoint's own. */
  public interface Reached {
    boolean by(String endpoint, HttpResponse<String> response);
  }

  /** The endpoints that are mapped, whether they are listed or not. */
  public Set<String> mapped() {
    Set<String> mapped = new TreeSet<>();
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
                              mapped.add("* " + path);
                            }
                            methods.forEach(method -> mapped.add(method + " " + path));
                          }
                        }));
    return mapped;
  }

  /** The callers that were answered otherwise than they must be. */
  public List<String> wrongAnswers(String endpoint) {
    May may = endpoints.getOrDefault(endpoint, May.NOBODY);
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
    Stream.concat(scopes.stream(), Stream.of("", "openid", "OPS.ADMIN", "ops.admin,ops.read"))
        .forEach(
            scope -> {
              HttpResponse<String> response = call(endpoint, TestTokens.withScope(scope));
              boolean right =
                  switch (may) {
                    case May.Anyone _ -> response.statusCode() < 400;
                    case May.With(Set<String> allowed) ->
                        allowed.contains(scope)
                            ? reached.by(endpoint, response)
                            : isForbidden(response);
                    case May.Nobody _ -> isForbidden(response);
                  };
              if (!right) {
                wrong.add(scope + ": " + response.statusCode() + " " + response.body());
              }
            });
    return wrong;
  }

  /** Tokens that must open nothing. */
  private Map<String, @Nullable String> strangers() {
    Map<String, @Nullable String> strangers = new LinkedHashMap<>();
    JWTClaimsSet all = TestTokens.claims().claim("scope", String.join(" ", scopes)).build();
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
    String good = TestTokens.withScope(scopes.getFirst());
    String another = TestTokens.withScope(scopes.getLast());
    strangers.put(
        "another's signature",
        good.substring(0, good.lastIndexOf('.')) + another.substring(another.lastIndexOf('.')));
    return strangers;
  }

  private static String with(JWTClaimsSet claims, String name, @Nullable Object value) {
    return TestTokens.signed(
        JWSAlgorithm.RS256,
        TestTokens.KEY,
        new JWTClaimsSet.Builder(claims).claim(name, value).build());
  }

  private HttpResponse<String> call(String endpoint, @Nullable String token) {
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
          return method.equals("GET") || method.equals("DELETE")
              ? request.method(method, BodyPublishers.noBody())
              : request
                  .header("Content-Type", "application/json")
                  .method(method, BodyPublishers.ofString("{}"));
        });
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

  /** Whether the body is an RFC 9457 problem of the answer's status. */
  public static boolean isProblem(HttpResponse<String> response) {
    return response
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .equals("application/problem+json")
        && TestServer.parse(response.body()).path("status").asInt() == response.statusCode();
  }
}
