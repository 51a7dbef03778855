package io.tidemark.command.http;

import io.tidemark.command.Command;
import io.tidemark.command.IllegalTransition;
import io.tidemark.command.InvalidField;
import io.tidemark.command.store.KeyReused;
import io.tidemark.command.store.Metadata;
import io.tidemark.command.store.Outcome;
import io.tidemark.command.store.RequestKey;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Tidemark;
import io.tidemark.web.TraceIds;
import io.tidemark.web.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Utils;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.jdbc.JdbcException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.ConflictingAggregateVersionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hands commands to their aggregates, and says what they came to. */
@Component
public final class Commands {

  /** An append that lost against another one is decided anew, so often at most. */
  private static final int ATTEMPTS = 5;

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int LONGEST_KEY = 200;

  private final CommandBus bus;
  private final JsonMapper json;

  Commands(CommandBus bus, JsonMapper json) {
    this.bus = bus;
    this.json = json;
  }

  /**
   * A command of a request.
   *
   * @param name under which its aggregate takes it
   * @param topic that its events go to
   * @param body of the request, which makes it what it is
   */
  public record Sent(String name, Command command, String topic, JsonNode body) {}

  /**
   * Has the command followed, and answers.
   *
   * @param status 201 for one that makes something
   * @throws ProblemException if it cannot be followed
   */
  public void answer(
      Sent sent, HttpStatus status, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Outcome outcome = dispatch(sent, request);
    byte[] key = outcome.id().getBytes(StandardCharsets.UTF_8);
    response.setHeader(
        Tidemark.HEADER,
        Tidemark.of(
                new Tidemark.Mark.Stored(
                    sent.topic(), Utils.toPositive(Utils.murmur2(key)), outcome.position()))
            .token());
    response.setHeader(HttpHeaders.ETAG, "\"" + outcome.revision() + "\"");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (status == HttpStatus.CREATED) {
      response.setHeader(HttpHeaders.LOCATION, request.getRequestURI() + "/" + outcome.id());
    }
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    byte[] body = json.writeValueAsBytes(new Accepted(outcome.id(), outcome.revision()));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private Outcome dispatch(Sent sent, HttpServletRequest request) {
    Requested.pathId(sent.command().id());
    Caller caller = Caller.current();
    AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    Map<String, Object> metadata = new HashMap<>();
    metadata.put(Metadata.ACTOR, caller.subject());
    metadata.put(Metadata.TRACEPARENT, TraceIds.traceparent(request));
    metadata.put(Metadata.OUTCOME, outcome);
    RequestKey key = key(caller, request, sent.body());
    if (key != null) {
      metadata.put(Metadata.REQUEST_KEY, key);
    }
    Long revision = expectedRevision(request);
    if (revision != null) {
      metadata.put(Metadata.EXPECTED_REVISION, revision);
    }
    for (int attempt = 1; ; attempt++) {
      Throwable failure = attempt(sent, metadata);
      Outcome came = outcome.get();
      if (failure == null && came != null) {
        return came;
      }
      boolean lost =
          failure instanceof ConcurrencyException
              || failure instanceof AggregateStreamCreationException;
      if (!lost || attempt == ATTEMPTS || (attempt > 1 && creates(failure))) {
        throw problem(sent, failure);
      }
    }
  }

  private static boolean creates(@Nullable Throwable failure) {
    return failure instanceof AggregateStreamCreationException;
  }

  private @Nullable Throwable attempt(Sent sent, Map<String, Object> metadata) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    try {
      bus.dispatch(
          new GenericCommandMessage<>(new GenericMessage<>(sent.command(), metadata), sent.name()),
          (_, result) -> {
            if (result.isExceptional()) {
              failure.set(result.exceptionResult());
            }
          });
    } catch (TransactionException e) {
      return e; // it could not begin: the callback is told of what comes after that
    }
    return failure.get();
  }

  private static RuntimeException problem(Sent sent, @Nullable Throwable failure) {
    String id = sent.command().id();
    return switch (failure) {
      case ProblemException problem -> problem;
      case IllegalTransition e ->
          ProblemException.conflict(
              "illegal-transition",
              String.valueOf(e.getMessage()),
              List.of(new InvalidInput("transition", e.wanted(), legal(e))));
      case InvalidField e ->
          ProblemException.unprocessable(
              List.of(new InvalidInput(e.field(), e.value(), e.allowed())));
      case AggregateStreamCreationException _ ->
          ProblemException.conflict("exists", "There is one of the id '" + id + "'.", List.of());
      case AggregateNotFoundException _ ->
          ProblemException.notFound("There is none of the id '" + id + "'.");
      case ConflictingAggregateVersionException e ->
          ProblemException.preconditionFailed(
              "If-Match says %d, but the revision is %d."
                  .formatted(e.getExpectedVersion() + 1, e.getActualVersion() + 1));
      case ConcurrencyException _ ->
          ProblemException.conflict(
              "concurrent-change", "Others change it all the time: try again.", List.of());
      case KeyReused _ ->
          ProblemException.unprocessable(
              "idempotency-key-reused",
              "This Idempotency-Key has come with another request before.",
              List.of(
                  new InvalidInput(IDEMPOTENCY_KEY, null, "a key of its own for each request")));
      case TransactionSystemException e ->
          unavailable(
              "The event store did not say whether the command is stored: send it again, with the"
                  + " same Idempotency-Key if it had one, or look at what is there.",
              e);
      case EventStoreException e -> unavailable(e);
      case JdbcException e -> unavailable(e);
      case DataAccessException e -> unavailable(e);
      case TransactionException e -> unavailable(e);
      case RuntimeException e -> e;
      case null, default -> new IllegalStateException("a command came to nothing", failure);
    };
  }

  private static ProblemException unavailable(Throwable cause) {
    return unavailable("Commands cannot be stored now: nothing was changed.", cause);
  }

  private static ProblemException unavailable(String detail, Throwable cause) {
    return ProblemException.unavailable("event-store-unavailable", detail, cause);
  }

  private static String legal(IllegalTransition e) {
    return e.legal().isEmpty() ? "none any more" : String.join(", ", e.legal());
  }

  private static @Nullable RequestKey key(
      Caller caller, HttpServletRequest request, JsonNode body) {
    String key = request.getHeader(IDEMPOTENCY_KEY);
    if (key == null) {
      return null;
    }
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw ProblemException.invalidParameter(
          new InvalidInput(IDEMPOTENCY_KEY, key, "1 to " + LONGEST_KEY + " characters"));
    }
    return new RequestKey(caller.subject(), key, hash(request, body));
  }

  private static byte[] hash(HttpServletRequest request, JsonNode body) {
    String all = request.getMethod() + " " + request.getRequestURI() + "\n" + body;
    try {
      return MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static @Nullable Long expectedRevision(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.IF_MATCH);
    if (header == null || header.strip().equals("*")) {
      return null;
    }
    String tag = header.strip().replace("\"", "");
    try {
      long revision = Long.parseLong(tag);
      if (revision >= 1) {
        return revision;
      }
    } catch (NumberFormatException e) {
      throw invalidIfMatch(header);
    }
    throw invalidIfMatch(header);
  }

  private static ProblemException invalidIfMatch(String given) {
    return ProblemException.invalidParameter(
        new InvalidInput(
            HttpHeaders.IF_MATCH, given, "one ETag of a command's answer, like \"3\""));
  }
}
