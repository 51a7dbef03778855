package io.tidemark.query.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of an entry, and the hash that ties it to the one before: SHA-256 of
 * (previous hash, canonical bytes). Whoever changes, removes or inserts an entry must change every
 * hash after it. Not thread-safe.
 *
 * <p>Canonical: format (1 byte), seq (8), microseconds since 1970 (8), then the texts in the order
 * of the record, each as its length in UTF-8 (4, or −1 for none) and its bytes. Lengths keep apart
 * what plain concatenation would run together.
 */
final class HashChain {

  static final int HASH_LENGTH = 32;
  private static final byte FORMAT = 1;

  private final MessageDigest digest;
  private final byte[] genesis;

  HashChain(UUID chain) {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    this.genesis = digest.digest(("tidemark audit " + chain).getBytes(StandardCharsets.UTF_8));
  }

  /** What stands for the hash before the first entry: another one for each chain. */
  byte[] genesis() {
    return genesis.clone();
  }

  /** The hash after these canonical bytes, which are a part of an array. */
  byte[] hash(byte[] previous, byte[] bytes, int offset, int length) {
    digest.update(previous);
    digest.update(bytes, offset, length);
    return digest.digest();
  }

  byte[] hash(byte[] previous, long seq, AuditEntry entry) {
    ByteBuffer canonical = ByteBuffer.allocate(longest(entry));
    write(canonical, seq, entry);
    return hash(previous, canonical.array(), 0, canonical.position());
  }

  /** How many bytes the entry can take, no fewer than it does. */
  static int longest(AuditEntry entry) {
    int characters = 0;
    for (String text : texts(entry)) {
      characters += text == null ? 0 : text.length();
    }
    return 17 + 7 * 4 + characters * 3;
  }

  static void write(ByteBuffer out, long seq, AuditEntry entry) {
    out.put(FORMAT);
    out.putLong(seq);
    out.putLong(micros(entry.at()));
    for (String text : texts(entry)) {
      if (text == null) {
        out.putInt(-1);
      } else {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(bytes.length);
        out.put(bytes);
      }
    }
  }

  private static @Nullable String[] texts(AuditEntry e) {
    return new @Nullable String[] {
      e.staffId(), e.action(), e.resource(), e.period(), e.include(), e.outcome(), e.traceId()
    };
  }

  static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
