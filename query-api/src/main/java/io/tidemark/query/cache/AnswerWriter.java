package io.tidemark.query.cache;

import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.web.Tidemark;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Sends an answer, with how fresh it is; or only that it is the one the client has. */
@Component
public final class AnswerWriter {

  private final TideMonitor monitor;
  private final Clock clock;

  AnswerWriter(TideMonitor monitor, Clock clock) {
    this.monitor = monitor;
    this.clock = clock;
  }

  public void write(Answer<byte[]> answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(answer, answer.etag(), answer::body, request, response);
  }

  /**
   * Sends what is made of an answer for this one request.
   *
   * @param etag of all that the body says
   * @param body is asked for only where the client does not have it
   */
  public void write(
      Answer<?> answer,
      String etag,
      Supplier<byte[]> body,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (answer.asOf() != null) {
      response.setHeader("Tidemark-As-Of", answer.asOf());
    }
    response.setHeader("Tidemark-Generation", Integer.toString(answer.versions().generation()));
    response.setHeader("Tidemark-Lag", Long.toString(monitor.tide().lag()));
    long incomplete = incomplete(answer);
    if (incomplete > 0) {
      response.setHeader("Tidemark-Incomplete", Long.toString(incomplete));
    }
    response.setHeader(Tidemark.HEADER, answer.versions().token());
    if (answer.stale() || !monitor.connected()) {
      response.setHeader("Tidemark-Stale", "true");
    }
    long age = (clock.millis() - answer.madeAt().toEpochMilli()) / 1000;
    response.setHeader(HttpHeaders.AGE, Long.toString(Math.max(age, 0)));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
    response.setHeader(HttpHeaders.ETAG, etag);
    if (isKnown(etag, request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    byte[] bytes = body.get();
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** How many records the figures of an answer lack, since they could not be folded in. */
  public long incomplete(Answer<?> answer) {
    return monitor.missingIn(answer.versions(), answer.dependsOn());
  }

  /** Weak comparison (RFC 9110, 8.8.3.2): only what is between the quotes counts. */
  private static boolean isKnown(String etag, @Nullable String given) {
    return given != null
        && (given.strip().equals("*") || given.contains(etag.substring("W/".length())));
  }
}
