package io.tidemark.projection.deadletter;

import io.tidemark.projection.request.Refused;
import io.tidemark.projection.request.Request;
import io.tidemark.projection.request.RequestHandler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Marks dead letters as to be retried, or as discarded, in every generation that has the same
 * record as a letter. Retrying is done by whoever owns the letter's partition, so that no row is
 * written behind the back of its memory.
 *
 * <p>Arguments: {@code ids}, {@code kind}, {@code type}, {@code reason} (a part of it), {@code
 * topic}, {@code from}, {@code to} (of when they were received), {@code all} (true where nothing
 * else is given), {@code after} (only with a higher id), {@code note} (why). Letters are those of
 * the generation that serves. Where there are more than can be marked while somebody waits, the
 * outcome has {@code next}: to be given as {@code after}.
 */
public final class DeadLetterRequests implements RequestHandler {

  private static final String RETRY = "dead-letters-retry";
  private static final String DISCARD = "dead-letters-discard";

  private static final Set<String> SELECTING =
      Set.of("ids", "kind", "type", "reason", "topic", "from", "to", "all");

  /** In one transaction: their owners may go on with others meanwhile. */
  private static final int CHUNK = 10_000;

  /** Whoever asked does not wait for longer than a quarter of a minute. */
  private static final Duration LONGEST = Duration.ofSeconds(8);

  /**
   * The letters that are meant, each with the letters of the same record in all generations. A
   * request that is handled again passes over what it has marked already. Looked up one by one, by
   * a unique key: after a flood of letters no statistics tell a plan how many there are.
   */
  private static final String CHOOSE =
      """
      select chosen.id, same.id
      from (
        select letter.id, letter.topic, letter.topic_id, letter.partition, letter.record_offset
        from tidemark.dead_letter letter,
          (select ?::bigint[] as ids, ?::text as kind, ?::text as type, ?::text as reason,
             ?::text as topic, ?::timestamptz as from_time, ?::timestamptz as to_time) wanted
        where letter.generation
            = (select generation from tidemark.generation where state = 'serving')
          and letter.id > ?
          and letter.state = any (?)
          and letter.request is distinct from ?
          and (wanted.ids is null or letter.id = any (wanted.ids))
          and (wanted.kind is null or letter.kind = wanted.kind)
          and (wanted.type is null or letter.event_type = wanted.type)
          and (wanted.reason is null or strpos(lower(letter.reason), lower(wanted.reason)) > 0)
          and (wanted.topic is null or letter.topic = wanted.topic)
          and (wanted.from_time is null or letter.received_at >= wanted.from_time)
          and (wanted.to_time is null or letter.received_at < wanted.to_time)
        order by letter.id
        limit ?) chosen
      cross join (
        select generation from tidemark.generation
        where state not in ('cancelled', 'dropped')) living
      cross join lateral (
        select letter.id from tidemark.dead_letter letter
        where letter.generation = living.generation
          and letter.topic = chosen.topic and letter.topic_id = chosen.topic_id
          and letter.partition = chosen.partition and letter.record_offset = chosen.record_offset
        limit 1) same
      """;

  private static final String MARK =
      """
      update tidemark.dead_letter
      set state = ?, note = ?, resolved_by = ?, request = ?, resolved_at = case when ? then now() end
      where id = any (?) and state = any (?)
      returning id
      """;

  private final DataSource dataSource;

  public DeadLetterRequests(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Set<String> kinds() {
    return Set.of(RETRY, DISCARD);
  }

  @Override
  public JsonNode handle(Request request) throws Refused, SQLException {
    JsonNode arguments = request.arguments();
    if (SELECTING.stream().noneMatch(arguments::has)) {
      throw Refused.invalid("body", null, "at least one of " + SELECTING);
    }
    if (request.kind().equals(DISCARD) && !arguments.has("note")) {
      throw Refused.invalid("note", null, "why they are discarded");
    }
    long matched = 0;
    long end = System.nanoTime() + LONGEST.toNanos();
    Marked marked = new Marked(CHUNK, arguments.path("after").asLong(0), 0);
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      while (marked.chosen() == CHUNK && System.nanoTime() < end) {
        marked = mark(connection, request, marked.last());
        connection.commit();
        matched += marked.marked();
      }
    }
    ObjectNode outcome =
        JsonMapper.shared()
            .createObjectNode()
            .put("request", request.id().toString())
            .put("matched", matched);
    return marked.chosen() == CHUNK ? outcome.put("next", marked.last()) : outcome;
  }

  /**
   * @param chosen how many there were to be marked
   * @param last the highest id among these
   * @param marked how many were marked: somebody else may have changed the others meanwhile
   */
  private record Marked(long chosen, long last, long marked) {}

  private static Marked mark(Connection connection, Request request, long after)
      throws SQLException {
    boolean retry = request.kind().equals(RETRY);
    // who names a letter may mean one that was given up
    List<String> from =
        retry && request.arguments().has("ids")
            ? List.of("open", "retrying", "discarded")
            : List.of("open", "retrying");
    try (Statement session = connection.createStatement()) {
      // the log does not have this, other than what is folded
      session.execute("set local synchronous_commit = on");
      session.execute("set local enable_seqscan = off");
    }
    Set<Long> chosen = new HashSet<>();
    List<Long> same = new ArrayList<>();
    choose(connection, request, after, from, chosen, same);
    return new Marked(
        chosen.size(),
        chosen.stream().max(Long::compare).orElse(after),
        mark(connection, request, from, chosen, same));
  }

  private static void choose(
      Connection connection,
      Request request,
      long after,
      List<String> from,
      Set<Long> chosen,
      List<Long> same)
      throws SQLException {
    JsonNode arguments = request.arguments();
    try (PreparedStatement choose = connection.prepareStatement(CHOOSE)) {
      int i = 1;
      choose.setArray(
          i++,
          arguments.has("ids")
              ? connection.createArrayOf("bigint", ids(arguments.get("ids")))
              : null);
      for (String name : List.of("kind", "type", "reason", "topic")) {
        choose.setString(i++, text(arguments, name));
      }
      choose.setObject(i++, time(arguments, "from"));
      choose.setObject(i++, time(arguments, "to"));
      choose.setLong(i++, after);
      choose.setArray(i++, connection.createArrayOf("text", from.toArray()));
      choose.setObject(i++, request.id());
      choose.setInt(i, CHUNK);
      try (ResultSet rows = choose.executeQuery()) {
        while (rows.next()) {
          chosen.add(rows.getLong(1));
          same.add(rows.getLong(2));
        }
      }
    }
  }

  /** How many of the chosen ones were marked. */
  private static long mark(
      Connection connection, Request request, List<String> from, Set<Long> chosen, List<Long> same)
      throws SQLException {
    boolean retry = request.kind().equals(RETRY);
    long marked = 0;
    try (PreparedStatement mark = connection.prepareStatement(MARK)) {
      mark.setString(1, retry ? "retrying" : "discarded");
      mark.setString(2, text(request.arguments(), "note"));
      mark.setString(3, request.actor());
      mark.setObject(4, request.id());
      mark.setBoolean(5, !retry);
      mark.setArray(6, connection.createArrayOf("bigint", same.toArray()));
      mark.setArray(7, connection.createArrayOf("text", from.toArray()));
      try (ResultSet rows = mark.executeQuery()) {
        while (rows.next()) {
          marked += chosen.contains(rows.getLong(1)) ? 1 : 0;
        }
      }
    }
    return marked;
  }

  private static Object[] ids(JsonNode given) {
    List<Object> ids = new ArrayList<>();
    given.forEach(id -> ids.add(id.asLong()));
    return ids.toArray();
  }

  private static @Nullable String text(JsonNode arguments, String name) {
    return arguments.has(name) ? arguments.get(name).asString() : null;
  }

  private static @Nullable OffsetDateTime time(JsonNode arguments, String name) {
    return arguments.has(name) ? OffsetDateTime.parse(arguments.get(name).asString()) : null;
  }
}
