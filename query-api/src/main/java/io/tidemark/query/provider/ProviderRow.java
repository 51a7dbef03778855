package io.tidemark.query.provider;

import io.tidemark.query.freshness.Snapshot;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provider of the list, with what it produced.
 *
 * @param production in the period
 * @param previous in the period before
 */
record ProviderRow(
    String id,
    @Nullable String name,
    @Nullable String role,
    Production production,
    BigDecimal previous) {

  private static final String QUERY =
      """
      with q (grain, start, before, location, key, id) as (
        values (?::text, ?::date, ?::date, ?::text, %s, ?::text))
      """;

  /** A look-up that is limited to one row cannot become a scan, whatever the planner believes. */
  private static final String ANYWHERE =
      """
      select c.dentist, c.hygiene, c.entries from readmodel.production_by_provider c
      where c.provider = %s.id and c.grain = q.grain and c.period_start = q.%s
      limit 1
      """;

  private static final String AT_LOCATION =
      """
      select c.dentist, c.hygiene, c.entries from readmodel.production_by_location c
      where c.provider = %s.id and c.grain = q.grain and c.period_start = q.%s
        and c.location = q.location
      limit 1
      """;

  /** Those who have ever had production or a goal there. */
  private static final String WORKS_THERE =
      """
      cross join lateral (
        (select 1 from readmodel.production_by_location w
         where w.provider = p.id and w.location = q.location and w.grain = 'month' limit 1)
        union all
        (select 1 from readmodel.goal w
         where w.provider = p.id and w.location = q.location
           and w.granularity in ('day', 'week', 'month') limit 1)
        limit 1) works
      """;

  private static final String PAGE =
      """
      select page.id, page.name, page.role, page.dentist, page.hygiene, page.entries,
        coalesce(b.dentist + b.hygiene, 0)
      from q
      cross join lateral (
        select p.id, p.name, p.role, coalesce(c.dentist, 0) as dentist,
          coalesce(c.hygiene, 0) as hygiene, coalesce(c.entries, 0) as entries
        from readmodel.provider p
        %1$sleft join lateral (%2$s) c on true
        where p.registered is not null and (p.retired is not true or c.entries > 0)
          and %3$s
        order by %4$s
        limit ?) page
      left join lateral (%5$s) b on true
      order by %6$s
      """;

  private static final String AFTER_NAME = "(p.name, p.id) > (q.key, q.id)";
  private static final String AMOUNT = "coalesce(c.dentist + c.hygiene, 0)";
  private static final String AFTER_AMOUNT =
      "(q.key is null or %1$s < q.key or (%1$s = q.key and p.id > q.id))".formatted(AMOUNT);

  static List<ProviderRow> read(Snapshot snapshot, ProvidersQuery query) throws SQLException {
    ProvidersQuery.After after = query.after();
    try (PreparedStatement statement = snapshot.prepare(sql(query))) {
      statement.setString(1, query.grain().column());
      statement.setObject(2, query.start());
      statement.setObject(3, query.before());
      statement.setString(4, query.locationId());
      switch (query.sort()) {
        case NAME -> statement.setString(5, after == null ? "" : after.key());
        case PRODUCTION -> statement.setBigDecimal(5, after == null ? null : after.amount());
      }
      statement.setString(6, after == null ? "" : after.id());
      statement.setInt(7, query.limit() + 1);
      List<ProviderRow> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new ProviderRow(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  new Production(rows.getBigDecimal(4), rows.getBigDecimal(5), rows.getLong(6)),
                  rows.getBigDecimal(7)));
        }
      }
      return found;
    }
  }

  private static String sql(ProvidersQuery query) {
    String cell = query.locationId() == null ? ANYWHERE : AT_LOCATION;
    String who = query.locationId() == null ? "" : WORKS_THERE;
    String now = cell.formatted("p", "start");
    String before = cell.formatted("page", "before");
    return switch (query.sort()) {
      case NAME ->
          QUERY.formatted("?::text")
              + PAGE.formatted(who, now, AFTER_NAME, "p.name, p.id", before, "page.name, page.id");
      case PRODUCTION ->
          QUERY.formatted("?::numeric")
              + PAGE.formatted(
                  who,
                  now,
                  AFTER_AMOUNT,
                  AMOUNT + " desc, p.id",
                  before,
                  "page.dentist + page.hygiene desc, page.id");
    };
  }

  /** What the list is sorted by. */
  String key(Sort sort) {
    return switch (sort) {
      case NAME -> String.valueOf(name);
      case PRODUCTION -> production.total().toPlainString();
    };
  }
}
