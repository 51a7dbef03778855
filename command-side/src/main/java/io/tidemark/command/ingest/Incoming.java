package io.tidemark.command.ingest;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * An event that may be taken in.
 *
 * @param record as it goes into the log
 * @param digest SHA-256 of what is published, the trace left out: two events are the same if they
 *     mean the same, however their JSON was laid out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Incoming(Envelope envelope, String topic, Encoded record, byte[] digest) {

  static Incoming of(Envelope envelope, String topic, Encoded record) {
    return new Incoming(envelope, topic, record, digest(envelope, record));
  }

  /** What an event is known by. */
  record Key(String source, String id) {}

  Key key() {
    return new Key(envelope.source(), envelope.id());
  }

  /** Each part goes in with its length before it. */
  private static byte[] digest(Envelope envelope, Encoded record) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, envelope.type());
      add(digest, envelope.subject());
      add(digest, envelope.time().toString());
      add(digest, Long.toString(envelope.sequence()));
      add(digest, envelope.dataschema());
      add(digest, record.value());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, @Nullable String text) {
    add(digest, text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8));
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(4).putInt(part.length).flip());
    digest.update(part);
  }
}
