package io.tidemark.command.ingest;

import io.tidemark.command.CommandProperties;
import io.tidemark.command.CurrencyProperties;
import io.tidemark.events.Attributes;
import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.Envelope;
import io.tidemark.events.EventTypes;
import io.tidemark.events.InvalidEvent;
import io.tidemark.events.InvalidEvent.Kind;
import io.tidemark.events.Received;
import io.tidemark.events.TimeLimit;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Caller;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads events by the rules that the projector goes by, so that what is accepted here never becomes
 * a dead letter there. What is published is what was understood: an attribute or a field that this
 * release does not know, {@code position} among them, goes no further.
 */
@Component
final class EventReader {

  /** How a message of the decoder begins that is about one attribute or field. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private final CloudEventDecoder decoder;
  private final int maxBytes;
  private final IngestProperties properties;
  private final String ownSource;
  private final Clock clock;

  EventReader(
      IngestProperties properties,
      CurrencyProperties currency,
      CommandProperties command,
      Clock clock) {
    this.properties = properties;
    this.maxBytes = Math.toIntExact(properties.maxBytes().toBytes());
    this.decoder = new CloudEventDecoder(currency.currency(), maxBytes);
    this.ownSource = command.source();
    this.clock = clock;
  }

  /** How many bytes an event may have. */
  int maxBytes() {
    return maxBytes;
  }

  /**
   * Reads an event.
   *
   * @param traceparent what it carries on if it does not say itself
   * @throws ProblemException 422 if it is none, 413 if it is too long, 403 if the caller may not
   *     publish it
   */
  Incoming read(Caller caller, Attributes attributes, byte[] value, String traceparent) {
    Received received;
    try {
      received = decoder.decode(null, attributes, value);
      TimeLimit.at(clock.instant(), properties.maxAhead()).check(received.envelope());
    } catch (InvalidEvent e) {
      throw problem(e);
    }
    Envelope envelope = traced(received.envelope(), traceparent);
    checkSource(caller, envelope.source());
    return Incoming.of(
        envelope,
        EventTypes.topicOf(envelope.type()),
        CloudEventEncoder.encode(envelope, received.event()));
  }

  private static Envelope traced(Envelope e, String traceparent) {
    return e.traceparent() != null
        ? e
        : new Envelope(
            e.id(),
            e.source(),
            e.type(),
            e.subject(),
            e.time(),
            e.sequence(),
            e.dataschema(),
            traceparent);
  }

  private void checkSource(Caller caller, String source) {
    if (source.equals(ownSource)) {
      throw forbidden("Events of the command side come from its commands alone.", source);
    }
    if (!caller.mayPublishAs(source)) {
      throw forbidden("This token may not publish events of the source '" + source + "'.", source);
    }
  }

  private static ProblemException forbidden(String detail, String source) {
    return ProblemException.forbidden(
        detail,
        List.of(new InvalidInput("source", source, "what the token's claim 'sources' names")));
  }

  /** Another event has this id. */
  static ProblemException conflict(@Nullable String id) {
    return ProblemException.conflict(
        "event-id-reused",
        "Another event of this source and id has been taken in before.",
        List.of(new InvalidInput("id", id, "an id of its own for each event of a source")));
  }

  private ProblemException problem(InvalidEvent e) {
    if (e.kind() == Kind.TOO_LARGE) {
      return ProblemException.tooLarge("An event may have at most " + maxBytes + " bytes.");
    }
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf(": ");
    boolean named = at > 0 && NAME.matcher(message.substring(0, at)).matches();
    InvalidInput error =
        named
            ? new InvalidInput(message.substring(0, at), null, message.substring(at + 2))
            : new InvalidInput(e.kind() == Kind.INVALID_PAYLOAD ? "data" : "event", null, message);
    return ProblemException.unprocessable(
        e.kind().wireName(), "The event is not valid: " + message, List.of(error));
  }
}
