package io.tidemark.query.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes entries to {@code query.audit}. */
final class AuditTable {

  private static final String COPY =
      """
      copy query.audit (chain, seq, at, staff_id, action, resource, period, include, outcome,
        trace_id, hash)
      from stdin
      """;

  private static final String LAST =
      "select coalesce(max(seq), 0) from query.audit where chain = ?";

  private static final HexFormat HEX = HexFormat.of();

  private final DataSource database;
  private final UUID chain;

  AuditTable(DataSource database, UUID chain) {
    this.database = database;
    this.chain = chain;
  }

  /** The newest entry of this chain that the table has; 0 for none. */
  long lastSeq() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(LAST)) {
      statement.setObject(1, chain);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Adds entries, all or none: one COPY is one transaction. */
  void add(List<ChainedEntry> entries) throws SQLException {
    StringBuilder rows = new StringBuilder(entries.size() * 256);
    for (ChainedEntry chained : entries) {
      row(rows, chained);
    }
    byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
    try (Connection connection = database.getConnection()) {
      try {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
      } catch (SQLException e) {
        // the pool is not told that a COPY has failed, and a server that has vanished not asked
        // again
        connection.abort(Runnable::run);
        throw e;
      }
    }
  }

  private void row(StringBuilder out, ChainedEntry chained) {
    AuditEntry entry = chained.entry();
    out.append(chain).append('\t').append(chained.seq()).append('\t').append(entry.at());
    text(out, entry.staffId());
    text(out, entry.action());
    text(out, entry.resource());
    text(out, entry.period());
    text(out, entry.include());
    text(out, entry.outcome());
    text(out, entry.traceId());
    out.append("\t\\\\x");
    for (byte b : chained.hash()) {
      HEX.toHexDigits(out, b);
    }
    out.append('\n');
  }

  /** In COPY's text format, tab first. */
  private static void text(StringBuilder out, @Nullable String value) {
    out.append('\t');
    if (value == null) {
      out.append("\\N");
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= '\r' || value.charAt(i) == '\\') {
        escaped(out, value);
        return;
      }
    }
    out.append(value);
  }

  private static void escaped(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> out.append(c);
      }
    }
  }
}
