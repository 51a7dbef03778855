package io.tidemark.query.audit;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Where a page of the audit ends. Opaque to callers. */
record AuditCursor(long micros, UUID chain, long seq) {

  private static final int LENGTH = 4 * Long.BYTES;

  String encode() {
    ByteBuffer bytes =
        ByteBuffer.allocate(LENGTH)
            .putLong(micros)
            .putLong(chain.getMostSignificantBits())
            .putLong(chain.getLeastSignificantBits())
            .putLong(seq);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static AuditCursor decode(String given) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(given);
      if (bytes.length == LENGTH) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new AuditCursor(in.getLong(), new UUID(in.getLong(), in.getLong()), in.getLong());
      }
    } catch (IllegalArgumentException e) {
      throw invalid(given);
    }
    throw invalid(given);
  }

  private static ProblemException invalid(String given) {
    return ProblemException.invalidParameter(
        new InvalidInput("cursor", given, "the next_cursor of a page"));
  }
}
