package io.tidemark.projection.engine;

import io.tidemark.events.Envelope;
import java.time.Instant;

/**
 * When an event holds, as 128 bits that are compared unsigned: sequence (32 bits), time in
 * microseconds since 1970 (52 bits, until 2112), rank (4 bits: 0 for the creating event, 1 for all
 * others) and a hash of source and id (40 bits). So an event with a higher sequence wins; without
 * sequences the later one; in the same instant a cancellation wins over a creation; and then the
 * choice is arbitrary but the same in whatever order the events arrive.
 *
 * @param high the upper half of these bits
 * @param low the lower half
 * @param subject what the event is about, for an entity that has another id; it decides nothing
 */
public record Stamp(long high, long low, String subject) implements Comparable<Stamp> {

  /** The first instant whose microseconds do not fit. */
  public static final Instant END = Instant.ofEpochSecond((1L << 52) / 1_000_000);

  public static Stamp of(Envelope envelope, boolean creates) {
    Instant time = envelope.time();
    long micros = time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    long rank = creates ? 0 : 1;
    return new Stamp(
        envelope.sequence() << 32 | micros >>> 20,
        (micros & 0xFFFFF) << 44 | rank << 40 | hash(envelope.source(), envelope.id()),
        envelope.subject());
  }

  /** When the event happened, to the microsecond. */
  public Instant time() {
    long micros = (high & 0xFFFF_FFFFL) << 20 | low >>> 44;
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  /** 40 bits, never 0, so that no stamp equals the one of an unset register. */
  private static long hash(String source, String id) {
    long hash = mix(mix(1, source), id);
    hash ^= hash >>> 32;
    hash = (hash * 0x9E3779B97F4A7C15L) >>> 24;
    return hash == 0 ? 1 : hash;
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = mixed * 0x100000001B3L ^ text.charAt(i);
    }
    return mixed * 0x100000001B3L ^ text.length();
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }

  @Override
  public int compareTo(Stamp other) {
    return compare(high, low, other.high, other.low);
  }
}
