package io.tidemark.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a request belongs to: the caller's, by W3C {@code traceparent}, else a new one.
 */
public final class TraceIds {

  private static final String ATTRIBUTE = TraceIds.class.getName();
  private static final String NONE = "0".repeat(32);
  private static final Pattern WHOLE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceIds() {}

  /** 32 lower-case hexadecimal digits, the same for the whole request. */
  public static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String parent = request.getHeader("traceparent");
    String given = parent == null ? null : traceOf(parent);
    String trace = given == null ? fresh() : given;
    request.setAttribute(ATTRIBUTE, trace);
    return trace;
  }

  /** What the events of this request carry on: the caller's {@code traceparent}, else a new one. */
  public static String traceparent(HttpServletRequest request) {
    String given = request.getHeader("traceparent");
    if (given != null && WHOLE.matcher(given).matches() && traceOf(given) != null) {
      return given;
    }
    String span = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    return "00-" + of(request) + "-" + span + "-00";
  }

  /** The trace id within {@code 00-<trace id>-<parent id>-<flags>}, or null if it is not that. */
  private static @Nullable String traceOf(String parent) {
    if (parent.length() < 55 || parent.charAt(2) != '-' || parent.charAt(35) != '-') {
      return null;
    }
    String trace = parent.substring(3, 35);
    for (int i = 0; i < trace.length(); i++) {
      char c = trace.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return null;
      }
    }
    return trace.equals(NONE) ? null : trace;
  }

  private static String fresh() {
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // the lowest bit is set, so that it is never the invalid all-zero id
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
  }
}
