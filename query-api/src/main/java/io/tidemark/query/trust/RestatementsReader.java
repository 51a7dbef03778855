package io.tidemark.query.trust;

import io.tidemark.query.trust.Restatements.Item;
import io.tidemark.web.Paging;
import io.tidemark.web.security.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads pages of the restatement ledger: what the caller may see of it. */
@Component
final class RestatementsReader {

  /** What is asked for; null means all. */
  record Filter(
      @Nullable FigureTable table,
      @Nullable String grain,
      @Nullable LocalDate periodStart,
      @Nullable Instant from,
      @Nullable Instant to) {}

  /** Where a page ends. */
  record Place(Instant firstAt, long id) {

    String cursor() {
      return Paging.cursor(List.of(firstAt.toString(), Long.toString(id)));
    }
  }

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /**
   * What was changed and changed back within the window, or changed in hidden columns alone, is no
   * restatement to the caller.
   */
  private static final String READ =
      """
      select id, table_name, cell_key, period_start, period_end, cause,
        before, after, changes, events, generation, first_at, last_at
      from tidemark.restatement
      where table_name = any(?)
        and (table_name <> all(?) or cell_key ->> 'account' = ?)
        and (before - ?::text[]) <> (after - ?::text[])
        and (?::text is null or cell_key ->> 'grain' = ?)
        and (?::date is null or period_start = ?)
        and last_at >= ? and first_at < ? and (first_at, id) < (?, ?)
      order by first_at desc, id desc
      limit ?
      """;

  private final DataSource database;

  RestatementsReader(@Qualifier("queryDataSource") DataSource database) {
    this.database = database;
  }

  Restatements read(Caller caller, Filter filter, @Nullable Place after, int limit)
      throws SQLException {
    List<Item> items = new ArrayList<>();
    try (Connection snapshot = database.getConnection()) {
      try (PreparedStatement select = snapshot.prepareStatement(READ)) {
        bind(snapshot, select, caller, filter, after, limit);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            items.add(item(rows, caller));
          }
        }
      }
      snapshot.commit();
    }
    if (items.size() <= limit) {
      return new Restatements(items, null);
    }
    List<Item> page = items.subList(0, limit);
    Item last = page.getLast();
    return new Restatements(page, new Place(last.firstAt(), last.id()).cursor());
  }

  private static void bind(
      Connection snapshot,
      PreparedStatement select,
      Caller caller,
      Filter filter,
      @Nullable Place after,
      int limit)
      throws SQLException {
    List<FigureTable> visible =
        Arrays.stream(FigureTable.values())
            .filter(table -> filter.table() == null || filter.table() == table)
            .filter(table -> table.isVisibleTo(caller))
            .toList();
    List<FigureTable> ownOnly = visible.stream().filter(t -> t.isOwnOnly(caller)).toList();
    Object[] hidden =
        visible.stream().flatMap(t -> t.hiddenFrom(caller).stream()).distinct().toArray();
    int next = 1;
    select.setArray(next++, snapshot.createArrayOf("text", names(visible)));
    select.setArray(next++, snapshot.createArrayOf("text", names(ownOnly)));
    select.setString(next++, caller.subject());
    select.setArray(next++, snapshot.createArrayOf("text", hidden));
    select.setArray(next++, snapshot.createArrayOf("text", hidden));
    select.setString(next++, filter.grain());
    select.setString(next++, filter.grain());
    select.setObject(next++, filter.periodStart());
    select.setObject(next++, filter.periodStart());
    select.setObject(next++, filter.from() == null ? OffsetDateTime.MIN : at(filter.from()));
    select.setObject(next++, filter.to() == null ? OffsetDateTime.MAX : at(filter.to()));
    select.setObject(next++, after == null ? OffsetDateTime.MAX : at(after.firstAt()));
    select.setLong(next++, after == null ? Long.MAX_VALUE : after.id());
    // one more than asked for tells whether there is a next page
    select.setInt(next, limit + 1);
  }

  private static Object[] names(List<FigureTable> tables) {
    return tables.stream().map(FigureTable::wireName).toArray();
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Item item(ResultSet row, Caller caller) throws SQLException {
    String table = row.getString(2);
    Set<String> hidden = FigureTable.of(table, caller).hiddenFrom(caller);
    return new Item(
        row.getLong(1),
        table,
        JSON.readTree(row.getString(3)),
        row.getObject(4, LocalDate.class),
        row.getObject(5, LocalDate.class),
        row.getString(6),
        without(hidden, JSON.readTree(row.getString(7))),
        without(hidden, JSON.readTree(row.getString(8))),
        row.getLong(9),
        row.getLong(10),
        row.getInt(11),
        row.getObject(12, OffsetDateTime.class).toInstant(),
        row.getObject(13, OffsetDateTime.class).toInstant());
  }

  /** The sums without these columns. */
  static JsonNode without(Set<String> hidden, JsonNode sums) {
    return sums instanceof ObjectNode object ? object.without(hidden) : sums;
  }
}
