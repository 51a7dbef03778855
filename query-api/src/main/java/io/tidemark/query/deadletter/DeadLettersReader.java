package io.tidemark.query.deadletter;

import io.tidemark.query.deadletter.DeadLetterContent.Bytes;
import io.tidemark.query.deadletter.DeadLetterContent.Header;
import io.tidemark.query.deadletter.DeadLettersPage.Counts;
import io.tidemark.query.deadletter.DeadLettersPage.Group;
import io.tidemark.query.deadletter.DeadLettersPage.Item;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads the dead letters of the generation that serves. */
@Component
final class DeadLettersReader {

  private static final String ITEM =
      """
      letter.id, letter.topic, letter.partition, letter.record_offset, letter.kind, letter.reason,
      letter.event_type, letter.state, letter.attempts, letter.received_at, letter.tried_at,
      letter.resolved_at, letter.resolved_by, letter.note
      """;

  private static final String PAGE =
      "select "
          + ITEM
          + Filter.MATCHING
          + "  and letter.state = any (?) and letter.id < ? order by letter.id desc limit ?";

  private static final String COUNTS =
      "select letter.state, count(*) " + Filter.MATCHING + " group by letter.state";

  private static final String GROUPS =
      "select letter.topic, letter.kind, letter.event_type, count(*), max(letter.received_at) "
          + Filter.MATCHING
          + """
              and letter.state = any (?)
            group by letter.topic, letter.kind, letter.event_type
            order by count(*) desc, letter.topic, letter.kind, letter.event_type
            limit 20
            """;

  /** A letter of any generation: an id may be older than the last switch. */
  private static final String ONE =
      "select "
          + ITEM
          + """
          , letter.topic_id, letter.request, letter.header_names, letter.header_values,
            substring(letter.record_key from 1 for 1048576) as key,
            octet_length(letter.record_key) as key_size,
            substring(letter.record_value from 1 for 1048576) as value,
            octet_length(letter.record_value) as value_size
          from tidemark.dead_letter letter
          where letter.id = ?
          """;

  private final DataSource database;

  DeadLettersReader(@Qualifier("queryDataSource") DataSource database) {
    this.database = database;
  }

  /**
   * @param before only letters with a lower id
   * @param first whether it is the first page, which also says what there is in all
   */
  DeadLettersPage page(Filter filter, Set<State> states, long before, int limit, boolean first)
      throws SQLException {
    try (Connection snapshot = database.getConnection()) {
      List<Item> items = items(snapshot, filter, states, before, limit + 1);
      Counts counts = first ? counts(snapshot, filter) : null;
      List<Group> groups = first ? groups(snapshot, filter, states) : null;
      snapshot.commit();
      boolean more = items.size() > limit; // one more than asked for tells
      List<Item> page = more ? items.subList(0, limit) : items;
      return new DeadLettersPage(
          page, more ? Long.toString(page.getLast().id()) : null, counts, groups);
    }
  }

  private static List<Item> items(
      Connection snapshot, Filter filter, Set<State> states, long before, int limit)
      throws SQLException {
    List<Item> items = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(PAGE)) {
      int next = filter.set(statement, 1);
      statement.setArray(next, array(snapshot, states));
      statement.setLong(next + 1, before);
      statement.setInt(next + 2, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          items.add(item(rows));
        }
      }
    }
    return items;
  }

  private static Counts counts(Connection snapshot, Filter filter) throws SQLException {
    Map<State, Long> counts = new EnumMap<>(State.class);
    try (PreparedStatement statement = snapshot.prepareStatement(COUNTS)) {
      filter.set(statement, 1);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          counts.put(State.of(rows.getString(1)), rows.getLong(2));
        }
      }
    }
    return new Counts(
        counts.getOrDefault(State.OPEN, 0L),
        counts.getOrDefault(State.RETRYING, 0L),
        counts.getOrDefault(State.FOLDED, 0L),
        counts.getOrDefault(State.DISCARDED, 0L));
  }

  private static List<Group> groups(Connection snapshot, Filter filter, Set<State> states)
      throws SQLException {
    List<Group> groups = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepareStatement(GROUPS)) {
      int next = filter.set(statement, 1);
      statement.setArray(next, array(snapshot, states));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          groups.add(
              new Group(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getLong(4),
                  rows.getObject(5, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return groups;
  }

  private static Array array(Connection connection, Set<State> states) throws SQLException {
    return connection.createArrayOf("text", states.stream().map(State::wireName).toArray());
  }

  /** The letter with its record; null if there is none of that id. */
  @Nullable DeadLetterContent one(long id) throws SQLException {
    try (Connection snapshot = database.getConnection();
        PreparedStatement statement = snapshot.prepareStatement(ONE)) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? content(row) : null;
      }
    }
  }

  private static DeadLetterContent content(ResultSet row) throws SQLException {
    String[] names = (String[]) row.getArray("header_names").getArray();
    byte[][] values = (byte[][]) row.getArray("header_values").getArray();
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      byte @Nullable [] value = values[i];
      headers.add(new Header(names[i], Bytes.of(value, value == null ? 0 : value.length)));
    }
    return new DeadLetterContent(
        item(row),
        row.getString("topic_id"),
        row.getString("request"),
        headers,
        Bytes.of(row.getBytes("key"), row.getLong("key_size")),
        Bytes.of(row.getBytes("value"), row.getLong("value_size")));
  }

  private static Item item(ResultSet row) throws SQLException {
    Instant resolvedAt = row.getTimestamp("resolved_at") == null ? null : time(row, "resolved_at");
    return new Item(
        row.getLong("id"),
        row.getString("topic"),
        row.getInt("partition"),
        row.getLong("record_offset"),
        row.getString("kind"),
        row.getString("reason"),
        row.getString("event_type"),
        row.getString("state"),
        row.getInt("attempts"),
        time(row, "received_at"),
        time(row, "tried_at"),
        resolvedAt,
        row.getString("resolved_by"),
        row.getString("note"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
