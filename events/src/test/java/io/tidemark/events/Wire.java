package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as it lies in the log, to be bent out of shape. */
final class Wire {

  static final CloudEventDecoder DECODER = new CloudEventDecoder("EUR", 100_000);

  private final Map<String, byte[]> headers = new HashMap<>();
  private byte @Nullable [] key = "entity-1".getBytes(UTF_8);
  private byte @Nullable [] value;

  private Wire(byte @Nullable [] value) {
    this.value = value;
  }

  /** An event in binary mode with every attribute in order. */
  static Wire binary(String fact, @Nullable String payload) {
    Wire wire = new Wire(payload == null ? null : payload.getBytes(UTF_8));
    return wire.with("ce_specversion", "1.0")
        .with("ce_id", "1")
        .with("ce_source", "/desk")
        .with("ce_type", "io.tidemark." + fact)
        .with("ce_subject", "entity-1")
        .with("ce_time", "2026-11-20T10:00:00Z")
        .with("content-type", "application/json");
  }

  static Wire structured(String json) {
    return new Wire(json.getBytes(UTF_8)).with("content-type", "application/cloudevents+json");
  }

  static Wire of(Encoded encoded) {
    Wire wire = new Wire(encoded.value()).key(encoded.key());
    for (Header header : encoded.headers()) {
      wire.headers.put(header.name(), header.value());
    }
    return wire;
  }

  Wire with(String header, String text) {
    return with(header, text.getBytes(UTF_8));
  }

  Wire with(String header, byte[] bytes) {
    headers.put(header, bytes);
    return this;
  }

  Wire without(String header) {
    headers.remove(header);
    return this;
  }

  Wire key(byte @Nullable [] bytes) {
    key = bytes;
    return this;
  }

  Wire value(byte @Nullable [] bytes) {
    value = bytes;
    return this;
  }

  byte @Nullable [] header(String name) {
    return headers.get(name);
  }

  Received decode() throws InvalidEvent {
    return DECODER.decode(key, headers::get, value);
  }

  /** What is wrong with the record, as {@code kind: reason}; null if nothing is. */
  @Nullable String problem() {
    InvalidEvent problem = catchThrowableOfType(InvalidEvent.class, this::decode);
    return problem == null ? null : problem.kind().wireName() + ": " + problem.getMessage();
  }
}
