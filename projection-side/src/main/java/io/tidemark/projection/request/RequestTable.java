package io.tidemark.projection.request;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The statements on {@code tidemark.request}. */
final class RequestTable {

  /** Money is never a binary fraction, nor does it lose its trailing zeros. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /**
   * Nobody waits any more for a request that has been there for long: doing it then would surprise.
   * One who is not seen by others must not claim, or another would claim the same.
   */
  private static final String CLAIM =
      """
      update tidemark.request set state = 'running', claimed_by = ?, claimed_at = now()
      where id = (
        select id from tidemark.request asked
        where kind = any(?) and (code is null or code = ?)
          and (state = 'waiting' and requested_at > now() - interval '10 seconds'
            or state = 'running' and requested_at > now() - interval '1 minute'
              and not exists (
                select from tidemark.instance i
                where i.id = asked.claimed_by and i.seen_at > now() - make_interval(secs => %1$d)))
        order by requested_at
        limit 1
        for update skip locked)
        and exists (
          select from tidemark.instance me
          where me.id = ? and me.seen_at > now() - make_interval(secs => %1$d - 2))
      returning id, kind, arguments, actor
      """
          .formatted(Presence.GONE_SECONDS);

  private static final String FINISH =
      """
      update tidemark.request set state = ?, outcome = ?::jsonb, finished_at = now()
      where id = ? and state = 'running' and claimed_by = ?
      returning pg_notify('tidemark_request_done', id::text)
      """;

  private static final String GIVE_UP =
      """
      update tidemark.request set state = 'failed', finished_at = now(),
        outcome = jsonb_build_object('detail', case state
          when 'waiting' then 'No projector took it while somebody waited.'
          else 'The projector ended that worked on it.' end)
      where state in ('waiting', 'running') and requested_at < now() - interval '1 minute'
        and not exists (
          select from tidemark.instance i
          where i.id = claimed_by and i.seen_at > now() - make_interval(secs => %d))
      """
          .formatted(Presence.GONE_SECONDS);

  private static final String FORGET =
      "delete from tidemark.request where finished_at < now() - interval '1 day'";

  private RequestTable() {}

  static Optional<Request> claim(
      Connection connection, Collection<String> kinds, String code, String me) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, me);
      claim.setArray(2, connection.createArrayOf("text", kinds.toArray()));
      claim.setString(3, code);
      claim.setString(4, me);
      try (ResultSet row = claim.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Request(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    JSON.readTree(row.getString(3)),
                    row.getString(4)))
            : Optional.empty();
      }
    }
  }

  /** Says so to whoever waits, unless another has claimed the request meanwhile. */
  static void finish(Connection connection, UUID id, String me, String state, JsonNode outcome)
      throws SQLException {
    try (PreparedStatement finish = connection.prepareStatement(FINISH)) {
      finish.setString(1, state);
      finish.setString(2, outcome.toString());
      finish.setObject(3, id);
      finish.setString(4, me);
      finish.executeQuery().close();
    }
  }

  /** Ends what nobody will do, and forgets what ended a day ago. */
  static void tidy(Connection connection) throws SQLException {
    try (PreparedStatement giveUp = connection.prepareStatement(GIVE_UP);
        PreparedStatement forget = connection.prepareStatement(FORGET)) {
      giveUp.executeUpdate();
      forget.executeUpdate();
    }
  }
}
