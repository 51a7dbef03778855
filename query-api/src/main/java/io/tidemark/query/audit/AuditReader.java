package io.tidemark.query.audit;

import io.tidemark.query.audit.AuditPage.Item;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads pages of the audit. */
final class AuditReader {

  /** What is asked for; null means no bound. */
  record Filter(@Nullable String staffId, @Nullable Instant from, @Nullable Instant to) {}

  private static final String READ =
      """
      select at, staff_id, action, resource, period, include, outcome, trace_id, chain, seq, hash
      from query.audit
      where (at, chain, seq) < (?, ?, ?) and at >= ? and at < ?
      order by at desc, chain desc, seq desc
      limit ?
      """;

  private static final String READ_OF_STAFF =
      """
      select at, staff_id, action, resource, period, include, outcome, trace_id, chain, seq, hash
      from query.audit
      where (at, chain, seq) < (?, ?, ?) and at >= ? and at < ? and staff_id = ?
      order by at desc, chain desc, seq desc
      limit ?
      """;

  private static final UUID HIGHEST = new UUID(-1, -1);

  private final DataSource database;

  AuditReader(DataSource database) {
    this.database = database;
  }

  AuditPage read(Filter filter, @Nullable AuditCursor after, int limit) throws SQLException {
    String staffId = filter.staffId();
    List<Item> items = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(staffId == null ? READ : READ_OF_STAFF)) {
      statement.setObject(
          1, after == null ? OffsetDateTime.MAX : at(HashChain.instant(after.micros())));
      statement.setObject(2, after == null ? HIGHEST : after.chain());
      statement.setLong(3, after == null ? Long.MAX_VALUE : after.seq());
      statement.setObject(4, filter.from() == null ? OffsetDateTime.MIN : at(filter.from()));
      statement.setObject(5, filter.to() == null ? OffsetDateTime.MAX : at(filter.to()));
      int next = 6;
      if (staffId != null) {
        statement.setString(next++, staffId);
      }
      // one more than asked for tells whether there is a next page
      statement.setInt(next, limit + 1);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          items.add(item(rows));
        }
      }
    }
    if (items.size() <= limit) {
      return new AuditPage(items, null);
    }
    List<Item> page = items.subList(0, limit);
    return new AuditPage(page, page.getLast().cursor().encode());
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Item item(ResultSet row) throws SQLException {
    return new Item(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("staff_id"),
        row.getString("action"),
        row.getString("resource"),
        row.getString("period"),
        row.getString("include"),
        row.getString("outcome"),
        row.getString("trace_id"),
        row.getObject("chain", UUID.class),
        row.getLong("seq"),
        HexFormat.of().formatHex(row.getBytes("hash")));
  }
}
