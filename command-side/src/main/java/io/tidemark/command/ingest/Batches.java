package io.tidemark.command.ingest;

import io.tidemark.command.ingest.Intake.Outcome;
import io.tidemark.command.ingest.Result.Status;
import io.tidemark.command.ingest.StrictJson.Name;
import io.tidemark.events.Attributes;
import io.tidemark.web.ProblemException;
import io.tidemark.web.ProblemWriter;
import io.tidemark.web.Tidemark.Mark.Logged;
import io.tidemark.web.TraceIds;
import io.tidemark.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Takes batches in: the events that can be are, in one transaction, and of each is told what became
 * of it. As many batches at a time as there are connections, for each holds its body in memory.
 */
@Component
final class Batches {

  /** Bytes of a body. */
  static final int LONGEST = 8 << 20;

  /** Events of a batch. */
  static final int MOST = 1_000;

  private static final long PATIENCE_SECONDS = 1;
  private static final byte[] STRUCTURED =
      "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII);

  /** In structured mode all attributes are in the value. */
  private static final Attributes ATTRIBUTES =
      name -> name.equals("content-type") ? STRUCTURED : null;

  private final EventReader reader;
  private final Intake intake;
  private final Counts counts;
  private final Semaphore places;

  Batches(EventReader reader, Intake intake, Counts counts, IngestProperties properties) {
    this.reader = reader;
    this.intake = intake;
    this.counts = counts;
    this.places = new Semaphore(properties.connections());
  }

  /** An answer, and where its events are in the log. */
  record Taken(BatchResults results, Collection<Logged> marks) {}

  /**
   * Takes the batch in that a request carries.
   *
   * @throws ProblemException if nothing of it was: 400 if it is no batch, 413 if it is too long,
   *     503 if the log or the memory cannot be reached
   */
  Taken take(HttpServletRequest request) throws IOException {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw ProblemException.unavailable("busy", "Too many batches at a time.", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("busy", "The service is being stopped.", null);
    }
    try {
      return take(request, StrictJson.elements(Content.read(request, LONGEST), MOST));
    } finally {
      places.release();
    }
  }

  private Taken take(HttpServletRequest request, List<byte[]> elements) {
    Caller caller = Caller.current();
    String traceparent = TraceIds.traceparent(request);
    List<Incoming> good = new ArrayList<>(elements.size());
    List<@Nullable Result> results = new ArrayList<>(elements.size());
    for (byte[] element : elements) {
      Name name = Name.NONE;
      try {
        name = StrictJson.check(element);
        good.add(reader.read(caller, ATTRIBUTES, element, traceparent));
        results.add(null);
      } catch (ProblemException e) {
        Status status = e.status() == HttpStatus.FORBIDDEN ? Status.FORBIDDEN : Status.INVALID;
        results.add(result(results.size(), name, status, request, e));
      }
    }
    List<Outcome> outcomes = good.isEmpty() ? List.of() : takenIn(good);
    List<Logged> marks = new ArrayList<>(good.size());
    List<Result> all = new ArrayList<>(results.size());
    int next = 0;
    for (int i = 0; i < results.size(); i++) {
      Result result = results.get(i);
      if (result == null) {
        Incoming event = good.get(next);
        Name name = new Name(event.envelope().id(), event.envelope().source());
        result = result(i, name, outcomes.get(next++), request, marks);
      }
      counts.add(result.status());
      all.add(result);
    }
    return new Taken(BatchResults.of(all), marks);
  }

  private List<Outcome> takenIn(List<Incoming> events) {
    try {
      return intake.take(events);
    } catch (ProblemException e) {
      counts.addUnavailable(events.size());
      throw e;
    }
  }

  private static Result result(
      int index, Name name, Outcome outcome, HttpServletRequest request, List<Logged> marks) {
    return switch (outcome) {
      case Outcome.Accepted(Logged mark) -> {
        marks.add(mark);
        yield result(index, name, Status.ACCEPTED, request, null);
      }
      case Outcome.Duplicate(Logged mark) -> {
        marks.add(mark);
        yield result(index, name, Status.DUPLICATE, request, null);
      }
      case Outcome.Conflict _ ->
          result(index, name, Status.CONFLICT, request, EventReader.conflict(name.id()));
    };
  }

  private static Result result(
      int index,
      Name name,
      Status status,
      HttpServletRequest request,
      @Nullable ProblemException problem) {
    return new Result(
        index,
        name.id(),
        name.source(),
        status,
        problem == null ? null : ProblemWriter.partOf(request, problem));
  }
}
