package io.tidemark.command.ingest;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.command.ingest.Batches.Taken;
import io.tidemark.command.ingest.Intake.Outcome;
import io.tidemark.command.ingest.Result.Status;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Tidemark;
import io.tidemark.web.Tidemark.Mark.Logged;
import io.tidemark.web.TraceIds;
import io.tidemark.web.security.Caller;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Takes events in, in the three modes of CloudEvents over HTTP. */
@Tag(name = "Events")
@RestController
@RequestMapping("/api/v1/events")
@Requires(Permission.EVENTS_WRITE)
final class EventsEndpoint {

  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  private final EventReader reader;
  private final Intake intake;
  private final Batches batches;
  private final Counts counts;
  private final JsonMapper json;

  EventsEndpoint(
      EventReader reader, Intake intake, Batches batches, Counts counts, JsonMapper json) {
    this.reader = reader;
    this.intake = intake;
    this.batches = batches;
    this.counts = counts;
    this.json = json;
  }

  @DescribedPublish
  @PostMapping
  void publish(
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException {
    String mediaType = mediaType(request);
    if (mediaType.equals(BATCH)) {
      Taken taken = batches.take(request);
      answer(response, taken.results().httpStatus(), taken.marks(), taken.results());
      return;
    }
    Incoming event = counted(() -> read(request, mediaType));
    switch (counted(() -> intake.take(List.of(event)).getFirst())) {
      case Outcome.Accepted(Logged mark) -> answer(response, event, Status.ACCEPTED, mark);
      case Outcome.Duplicate(Logged mark) -> answer(response, event, Status.DUPLICATE, mark);
      case Outcome.Conflict _ -> {
        counts.add(Status.CONFLICT);
        throw EventReader.conflict(event.envelope().id());
      }
    }
  }

  private interface Step<T> {
    T take() throws IOException;
  }

  private <T> T counted(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (ProblemException e) {
      switch (e.status()) {
        case FORBIDDEN -> counts.add(Status.FORBIDDEN);
        case SERVICE_UNAVAILABLE -> counts.addUnavailable(1);
        default -> counts.add(Status.INVALID);
      }
      throw e;
    }
  }

  private Incoming read(HttpServletRequest request, String mediaType) throws IOException {
    Map<String, byte[]> attributes = new HashMap<>();
    if (!mediaType.equals(STRUCTURED)) {
      checkJson(request, mediaType);
      attributes.putAll(HeaderAttributes.of(request));
    }
    byte[] body = Content.read(request, reader.maxBytes());
    if (body.length > 0 || mediaType.equals(STRUCTURED)) {
      var _ = StrictJson.check(body);
    }
    attributes.put("content-type", mediaType.getBytes(StandardCharsets.UTF_8));
    return reader.read(Caller.current(), attributes::get, body, TraceIds.traceparent(request));
  }

  /** In binary mode the body is the event's data, and data is JSON. */
  private static void checkJson(HttpServletRequest request, String mediaType) {
    boolean json =
        mediaType.isEmpty()
            || mediaType.equals("application/json")
            || mediaType.equals("text/json")
            || (mediaType.endsWith("+json") && !mediaType.startsWith("application/cloudevents"));
    if (!json) {
      throw ProblemException.unsupportedMediaType(
          request.getContentType(), STRUCTURED + ", " + BATCH + ", or JSON data with ce-* headers");
    }
  }

  /** Without parameters, in lower case. */
  private static String mediaType(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private void answer(HttpServletResponse response, Incoming event, Status status, Logged mark)
      throws IOException {
    counts.add(status);
    TakenIn taken = new TakenIn(event.envelope().id(), event.envelope().source(), status);
    answer(response, 202, List.of(mark), taken);
  }

  private void answer(
      HttpServletResponse response, int status, Collection<Logged> marks, Object content)
      throws IOException {
    Marks.tokens(marks).forEach(token -> response.addHeader(Tidemark.HEADER, token));
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    byte[] body = json.writeValueAsBytes(content);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
