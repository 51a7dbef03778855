package io.tidemark.query.audit;

import io.micrometer.core.instrument.Timer;
import io.tidemark.web.Problem;
import io.tidemark.web.ProblemException;
import io.tidemark.web.ProblemListener;
import io.tidemark.web.ProblemWriter;
import io.tidemark.web.TraceIds;
import io.tidemark.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each access on record before it is answered. What it costs a request is one short write to a
 * local file; PostgreSQL has it a moment later, and if PostgreSQL is away, when it is back.
 */
public final class AuditTrail implements ProblemListener {

  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final int LONGEST_TEXT = 200;

  private final AuditLog entries;
  private final boolean failClosed;
  private final Clock clock;
  private final AtomicLong lost;
  private final Timer appendTime;

  AuditTrail(AuditLog entries, boolean failClosed, Clock clock, AtomicLong lost, Timer appendTime) {
    this.entries = entries;
    this.failClosed = failClosed;
    this.clock = clock;
    this.lost = lost;
    this.appendTime = appendTime;
  }

  /**
   * Records that the caller is being given what was asked for.
   *
   * @throws ProblemException 503 if it cannot be recorded, and the answer must then not be given
   */
  public void allowed(
      HttpServletRequest request,
      Access access,
      @Nullable String period,
      @Nullable String include) {
    Caller caller = Caller.orNull();
    append(
        new AuditEntry(
            now(),
            caller == null ? null : caller.subject(),
            access.action(),
            access.resource(),
            period,
            shortened(include),
            Outcome.ALLOWED.wireName(),
            TraceIds.of(request)));
  }

  /** Records an access that ended in a problem. */
  @Override
  public void onProblem(HttpServletRequest request, Problem problem) {
    String path = ProblemWriter.pathOf(request);
    if (!path.startsWith("/api/") || problem.code().equals(UNAVAILABLE)) {
      return;
    }
    Access access = accessOf(request.getMethod(), path);
    Caller caller = Caller.orNull();
    append(
        new AuditEntry(
            now(),
            caller == null ? null : caller.subject(),
            access == null ? "request" : access.action(),
            access == null ? String.valueOf(shortened(path)) : access.resource(),
            shortened(parameter(request, "period")),
            shortened(parameter(request, "include")),
            Outcome.of(problem.status()).wireName(),
            TraceIds.of(request)));
  }

  private static final String UNAVAILABLE = "audit-unavailable";

  private static @Nullable Access accessOf(String method, String path) {
    for (Access access : Access.values()) {
      if (access.isAskedBy(method, path)) {
        return access;
      }
    }
    return null;
  }

  /** Tomcat throws where the query string cannot be decoded, and that must not lose the record. */
  private static @Nullable String parameter(HttpServletRequest request, String name) {
    try {
      return request.getParameter(name);
    } catch (InvalidParameterException e) {
      return "(not decodable)";
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What a caller sends is kept short, and without what PostgreSQL or a terminal cannot show. */
  private static @Nullable String shortened(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String part = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
        return part.codePoints()
            .map(point -> point < ' ' || point == 0x7f || isLoneSurrogate(point) ? '?' : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return part;
  }

  private static boolean isLoneSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  private void append(AuditEntry entry) {
    long start = System.nanoTime();
    try {
      if (entries.append(entry)) {
        return;
      }
      refuse("too many entries wait for the database", null);
    } catch (IOException e) {
      refuse("the journal cannot be written", e);
    } finally {
      appendTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  private void refuse(String why, @Nullable IOException cause) {
    if (lost.getAndIncrement() % 1000 == 0) {
      log.error("An access cannot be recorded: {}", why, cause);
    }
    if (failClosed) {
      throw ProblemException.unavailable(
          UNAVAILABLE, "Accesses cannot be recorded now, hence none are allowed.", null);
    }
  }

  /** Waits until what was recorded before can be read from the table, at most so long. */
  boolean awaitPersisted(Duration longest) throws InterruptedException {
    return entries.awaitPersisted(longest);
  }

  AuditLog.Head head() {
    return entries.head();
  }
}
