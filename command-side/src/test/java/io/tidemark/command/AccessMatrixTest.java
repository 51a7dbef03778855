package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.AccessMatrix;
import io.tidemark.testkit.AccessMatrix.May;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint that is mapped, against every kind of caller. */
class AccessMatrixTest {

  private static final May BOOKINGS_WRITERS = May.with("bookings.write");
  private static final May COMPLAINTS_WRITERS = May.with("complaints.write");
  private static final May CALLS_WRITERS = May.with("calls.write");

  /** Every endpoint there is. One that is mapped and not here fails. */
  private static final Map<String, May> ENDPOINTS =
      Map.ofEntries(
          Map.entry("POST /api/v1/bookings", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/confirm", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/start", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/complete", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/cancel", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/reprice", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/assign", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/unassign", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/bookings/{id}/reschedule", BOOKINGS_WRITERS),
          Map.entry("POST /api/v1/complaints", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/assign", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/unassign", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/respond", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/start", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/escalate", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/resolve", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/close", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/reopen", COMPLAINTS_WRITERS),
          Map.entry("POST /api/v1/complaints/{id}/reprioritise", COMPLAINTS_WRITERS),
          Map.entry("PUT /api/v1/providers/{id}/goals", May.with("goals.write")),
          Map.entry("POST /api/v1/agents", CALLS_WRITERS),
          Map.entry("PATCH /api/v1/agents/{id}", CALLS_WRITERS),
          Map.entry("POST /api/v1/agents/{id}/activate", CALLS_WRITERS),
          Map.entry("POST /api/v1/agents/{id}/deactivate", CALLS_WRITERS),
          Map.entry("POST /api/v1/agents/{id}/delete", CALLS_WRITERS),
          Map.entry("POST /api/v1/events", May.with("events.write")),
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
          CommandServer.shared(),
          ENDPOINTS,
          List.of(
              "bookings.write",
              "complaints.write",
              "goals.write",
              "calls.write",
              "events.write",
              "ops.admin",
              "system.admin",
              "calls.admin",
              "providers.read"),
          AccessMatrixTest::isReached);

  /** There is no such thing, or the empty body does not do: the endpoint itself has said so. */
  private static boolean isReached(String endpoint, HttpResponse<String> response) {
    return Set.of(400, 404, 415, 422).contains(response.statusCode())
        && AccessMatrix.isProblem(response);
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
}
