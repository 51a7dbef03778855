package io.tidemark.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Times requests by endpoint and class of status. Spring's observation of requests does so too, at
 * a price of more than all the rest of a cached read.
 */
final class RequestTimes extends HttpFilter {

  /** Whoever makes up paths must not fill the memory. */
  private static final String OTHER = "other";

  private final transient MeterRegistry meters;
  private final Map<String, @Nullable Timer[]> timers = new ConcurrentHashMap<>();

  RequestTimes(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    long began = System.nanoTime();
    try {
      chain.doFilter(request, response);
    } finally {
      timer(path(request), response.getStatus())
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(String path, int status) {
    @Nullable Timer[] ofPath = timers.get(path);
    if (ofPath == null) {
      ofPath = timers.computeIfAbsent(path, _ -> new Timer[5]);
    }
    int statusClass = Math.clamp(status / 100, 1, 5) - 1;
    Timer timer = ofPath[statusClass];
    if (timer == null) {
      // two threads may both come here: the registry gives them the same timer
      timer = register(path, (statusClass + 1) + "xx");
      ofPath[statusClass] = timer;
    }
    return timer;
  }

  /** As the endpoint names it; what was turned away before it is known by its path, if that is. */
  private String path(HttpServletRequest request) {
    if (request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)
        instanceof String pattern) {
      return pattern;
    }
    String path = request.getRequestURI();
    return timers.containsKey(path) ? path : OTHER;
  }

  private Timer register(String path, String status) {
    return Timer.builder("tidemark.http.requests")
        .description("Requests by path and class of status")
        .tag("path", path)
        .tag("status", status)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(50_000))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(meters);
  }
}
