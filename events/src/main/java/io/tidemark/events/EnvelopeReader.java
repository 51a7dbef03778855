package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.events.InvalidEvent.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks the attributes of an event, wherever they came from. */
final class EnvelopeReader {

  private static final int MAX_URI = 500;
  private static final int MAX_TYPE = 200;
  private static final int MAX_TRACEPARENT = 128;
  private static final long MAX_SEQUENCE = 0xffff_ffffL;

  /** So many always fit into a long. */
  private static final int MAX_POSITION_DIGITS = 18;

  private static final String POSITION = "ce_position";

  /** The instant after the last that a stamp's 52 bits of microseconds can hold. */
  private static final Instant END_OF_TIME = Instant.ofEpochSecond((1L << 52) / 1_000_000);

  /**
   * Sources repeat with nearly every event, so the last one that was found to be in order is kept.
   */
  private volatile String knownSource = "";

  Envelope readBinary(byte @Nullable [] key, Attributes headers, String mediaType)
      throws InvalidEvent {
    checkJson("content-type", mediaType);
    return read(
        text(headers.get("ce_specversion")),
        text(headers.get("ce_id")),
        text(headers.get("ce_source")),
        text(headers.get("ce_type")),
        subject(text(headers.get("ce_subject")), key),
        text(headers.get("ce_time")),
        text(headers.get("ce_sequence")),
        text(headers.get("ce_dataschema")),
        text(headers.get("ce_traceparent")),
        text(headers.get(POSITION)));
  }

  Envelope readStructured(byte @Nullable [] key, StructuredEvent event) throws InvalidEvent {
    String mediaType = event.get("datacontenttype");
    checkJson("datacontenttype", mediaType == null ? "" : mediaType);
    return read(
        event.get("specversion"),
        event.get("id"),
        event.get("source"),
        event.get("type"),
        subject(event.get("subject"), key),
        event.get("time"),
        event.get("sequence"),
        event.get("dataschema"),
        event.get("traceparent"),
        event.get("position"));
  }

  private Envelope read(
      @Nullable String specversion,
      @Nullable String id,
      @Nullable String source,
      @Nullable String type,
      @Nullable String subject,
      @Nullable String time,
      @Nullable String sequence,
      @Nullable String dataschema,
      @Nullable String traceparent,
      @Nullable String position)
      throws InvalidEvent {
    if (!given("specversion", specversion).equals("1.0")) {
      throw invalid("specversion: not 1.0: " + Rules.quoted(given("specversion", specversion)));
    }
    return new Envelope(
        visible("id", id, Rules.MAX_ID),
        source(source),
        visible("type", type, MAX_TYPE),
        visible("subject", subject, Rules.MAX_ID),
        time(given("time", time)),
        sequence == null ? 0 : sequence(sequence),
        dataschema == null ? null : visible("dataschema", dataschema, MAX_URI),
        // a trace that is not one is dropped, as W3C trace context asks, not the event with it
        traceparent != null && Rules.problemWithVisible(traceparent, MAX_TRACEPARENT) == null
            ? traceparent
            : null,
        position == null ? 0 : position(position));
  }

  private static @Nullable String text(byte @Nullable [] header) {
    return header == null ? null : new String(header, UTF_8);
  }

  private static @Nullable String subject(@Nullable String subject, byte @Nullable [] key) {
    return subject == null ? text(key) : subject;
  }

  private static void checkJson(String attribute, String mediaType) throws InvalidEvent {
    boolean json =
        mediaType.isEmpty()
            || mediaType.equals("application/json")
            || mediaType.startsWith("application/json;")
            || mediaType.equals("text/json")
            || mediaType.endsWith("+json");
    if (!json) {
      throw invalid(attribute + ": not JSON: " + Rules.quoted(mediaType));
    }
  }

  private String source(@Nullable String source) throws InvalidEvent {
    String known = knownSource;
    if (known.equals(source)) {
      return known;
    }
    String checked = visible("source", source, MAX_URI);
    try {
      new URI(checked);
    } catch (URISyntaxException _) {
      throw invalid("source: not a URI reference: " + Rules.quoted(checked));
    }
    knownSource = checked;
    return checked;
  }

  private static Instant time(String text) throws InvalidEvent {
    Instant time = Rfc3339.parse(text);
    if (time == null) {
      throw invalid("time: not an RFC 3339 time with offset: " + Rules.quoted(text));
    }
    if (time.isBefore(Instant.EPOCH)) {
      throw invalid("time: before 1970: " + text);
    }
    if (!time.isBefore(END_OF_TIME)) {
      throw new InvalidEvent(Kind.TIME_AHEAD, "time: after " + END_OF_TIME + ": " + text);
    }
    return time;
  }

  private static long sequence(String text) throws InvalidEvent {
    long sequence = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      sequence = c >= '0' && c <= '9' ? sequence * 10 + (c - '0') : MAX_SEQUENCE + 1;
      if (sequence > MAX_SEQUENCE) {
        break;
      }
    }
    if (sequence < 1 || sequence > MAX_SEQUENCE) {
      throw invalid("sequence: not a whole number from 1 to 4294967295: " + Rules.quoted(text));
    }
    return sequence;
  }

  private static long position(String text) throws InvalidEvent {
    long position = positionOrZero(text);
    if (position == 0) {
      throw invalid("position: not a whole number above 0: " + Rules.quoted(text));
    }
    return position;
  }

  private static long positionOrZero(String text) {
    long position = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i == MAX_POSITION_DIGITS) {
        return 0;
      }
      position = position * 10 + (c - '0');
    }
    return position;
  }

  /** The position of a record that may be no event otherwise; 0 where none can be read. */
  static long positionOrZero(Attributes headers) {
    byte[] position = headers.get(POSITION);
    return position == null ? 0 : positionOrZero(new String(position, UTF_8));
  }

  private static String visible(String attribute, @Nullable String value, int max)
      throws InvalidEvent {
    String given = given(attribute, value);
    String problem = Rules.problemWithVisible(given, max);
    if (problem != null) {
      throw invalid(attribute + ": " + problem);
    }
    return given;
  }

  private static String given(String attribute, @Nullable String value) throws InvalidEvent {
    if (value == null) {
      throw invalid(attribute + ": missing");
    }
    return value;
  }

  private static InvalidEvent invalid(String problem) {
    return new InvalidEvent(Kind.INVALID_ENVELOPE, problem);
  }
}
