package io.tidemark.query.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Recomputes every hash of the audit and compares: finds what was changed, removed or added. */
final class AuditVerifier {

  /**
   * What verification found.
   *
   * @param intact whether nothing was found
   */
  @Schema(name = "AuditVerification")
  record Verification(boolean intact, long entries, int chains, List<Finding> findings) {}

  /**
   * Where a chain is broken. Everything after a broken link hangs in the air, so each chain has at
   * most one finding within it.
   */
  @Schema(name = "AuditFinding")
  record Finding(
      UUID chain,
      @Schema(description = "The first entry that does not fit") long seq,
      @JsonProperty("what") String what) {}

  private static final String READ =
      """
      select chain, seq, at, staff_id, action, resource, period, include, outcome, trace_id, hash
      from query.audit
      order by chain, seq
      """;

  /** For one page of them, and the first one takes longest. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int FETCH = 5_000;

  private final DataSource database;

  AuditVerifier(DataSource database) {
    this.database = database;
  }

  /**
   * @param own the chain of this instance as its journal knows it, so that a missing end is found
   */
  Verification verify(AuditLog.Head own) throws SQLException {
    Walk walk = new Walk(own);
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false); // so that rows come by and by
      connection.setNetworkTimeout(Runnable::run, (int) LONGEST.plusSeconds(10).toMillis());
      try (Statement settings = connection.createStatement()) {
        settings.execute("set local statement_timeout = " + LONGEST.toMillis());
      }
      try (PreparedStatement statement = connection.prepareStatement(READ)) {
        statement.setFetchSize(FETCH);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            walk.row(rows);
          }
        }
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    return walk.result();
  }

  /** Goes along the chains, one after the other. */
  private static final class Walk {

    private final AuditLog.Head own;
    private final Map<UUID, Finding> broken = new TreeMap<>();
    private long entries;
    private int chains;
    private @Nullable UUID chain;
    private @Nullable HashChain hashes;
    private byte[] previous = {};
    private long expected;
    private long ownEnd;

    Walk(AuditLog.Head own) {
      this.own = own;
    }

    void row(ResultSet row) throws SQLException {
      entries++;
      UUID of = row.getObject("chain", UUID.class);
      HashChain hasher = hashes;
      if (hasher == null || !of.equals(chain)) {
        chains++;
        chain = of;
        hasher = new HashChain(of);
        hashes = hasher;
        previous = hasher.genesis();
        expected = 1;
      }
      long seq = row.getLong("seq");
      byte[] stored = row.getBytes("hash");
      if (of.equals(own.chain())) {
        ownEnd = seq;
        if (seq == own.seq() && !Arrays.equals(stored, own.hash())) {
          found(of, seq, "its hash is not the one in the journal");
        }
      }
      if (seq != expected) {
        found(of, expected, "it is missing, up to " + (seq - 1));
      } else if (!Arrays.equals(stored, hasher.hash(previous, seq, entry(row)))) {
        found(of, seq, "what it says does not fit its hash and the one before");
      }
      previous = stored;
      expected = seq + 1;
    }

    private void found(UUID of, long seq, String what) {
      broken.putIfAbsent(of, new Finding(of, seq, what));
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
      return new AuditEntry(
          row.getObject("at", OffsetDateTime.class).toInstant(),
          row.getString("staff_id"),
          row.getString("action"),
          row.getString("resource"),
          row.getString("period"),
          row.getString("include"),
          row.getString("outcome"),
          row.getString("trace_id"));
    }

    Verification result() {
      if (ownEnd < own.persistedSeq()) {
        found(own.chain(), ownEnd + 1, "it is missing, up to " + own.persistedSeq());
      }
      List<Finding> findings = new ArrayList<>(broken.values());
      return new Verification(findings.isEmpty(), entries, chains, findings);
    }
  }
}
