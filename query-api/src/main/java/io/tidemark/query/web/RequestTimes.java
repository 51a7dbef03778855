package io.tidemark.query.web;

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

/**
 * Times requests by path and class of status. Spring's observation of requests does so too, at a
 * price of more than all the rest of a cached read.
 */
final class RequestTimes extends HttpFilter {

  /**
   * Paths beyond this many are counted together: whoever makes up paths must not fill the memory.
   */
  private static final int MOST_PATHS = 100;

  private final transient MeterRegistry meters;
  private final Map<String, Timer[]> timers = new ConcurrentHashMap<>();

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
      timer(request.getRequestURI(), response.getStatus())
          .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(String path, int status) {
    int statusClass = Math.clamp(status / 100, 1, 5) - 1;
    Timer[] ofPath = timers.get(path);
    if (ofPath == null) {
      boolean known = status != 404 && status != 401 && timers.size() < MOST_PATHS;
      String name = known ? path : "other";
      ofPath = timers.computeIfAbsent(name, this::timers);
    }
    return ofPath[statusClass];
  }

  private Timer[] timers(String path) {
    Timer[] ofPath = new Timer[5];
    for (int i = 0; i < ofPath.length; i++) {
      ofPath[i] =
          Timer.builder("tidemark.http.requests")
              .description("Requests by path and class of status")
              .tag("path", path)
              .tag("status", (i + 1) + "xx")
              .publishPercentileHistogram()
              .minimumExpectedValue(Duration.ofNanos(50_000))
              .maximumExpectedValue(Duration.ofSeconds(10))
              .register(meters);
    }
    return ofPath;
  }
}
