package io.tidemark.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.mock.web.MockHttpServletRequest;

class TraceIdsTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String GIVEN = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final MockHttpServletRequest request = new MockHttpServletRequest();

  @Test
  void the_callers_traceparent_is_carried_on() {
    request.addHeader("traceparent", GIVEN);
    assertThat(TraceIds.traceparent(request)).isEqualTo(GIVEN);
    assertThat(TraceIds.of(request)).isEqualTo(TRACE);
  }

  @Test
  void without_one_a_trace_begins_here() {
    assertThat(TraceIds.traceparent(request))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
        .contains(TraceIds.of(request))
        .doesNotContain("0".repeat(16));
  }

  static final List<String> BAD =
      List.of(
          "",
          "garbage",
          "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
          "00-" + TRACE.toUpperCase(java.util.Locale.ROOT) + "-00f067aa0ba902b7-01",
          "00-" + TRACE + "-00f067aa0ba902b7",
          "00-" + TRACE + "-00f067aa0ba902bé-01",
          GIVEN + "\r\nx: y");

  @ParameterizedTest
  @FieldSource("BAD")
  void what_is_not_one_is_not_carried_on(String given) {
    request.addHeader("traceparent", given);
    assertThat(TraceIds.traceparent(request))
        .isNotEqualTo(given)
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-9a-f]");
  }

  @Test
  void of_a_later_version_with_more_to_it_the_trace_is_kept() {
    request.addHeader("traceparent", GIVEN.replaceFirst("00", "01") + "-more");
    assertThat(TraceIds.traceparent(request)).startsWith("00-" + TRACE + "-").hasSize(55);
  }
}
