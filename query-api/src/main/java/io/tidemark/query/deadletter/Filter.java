package io.tidemark.query.deadletter;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Times;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which letters are meant, whatever their state; null means any.
 *
 * @param type the event's type, as its header says
 * @param reason what the reason contains, in any case
 * @param from received at or after this time
 * @param to received before this time
 * @param request which request had them retried or discarded last
 */
record Filter(
    @Nullable String kind,
    @Nullable String type,
    @Nullable String reason,
    @Nullable String topic,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable UUID request) {

  /** The table, and a row of what is wanted, which PostgreSQL resolves into parameters. */
  static final String MATCHING =
      """
      from tidemark.dead_letter letter,
        (select ?::text as kind, ?::text as type, ?::text as reason, ?::text as topic,
           ?::timestamptz as from_time, ?::timestamptz as to_time, ?::uuid as request) wanted
      where letter.generation = (select generation from tidemark.generation where state = 'serving')
        and (wanted.kind is null or letter.kind = wanted.kind)
        and (wanted.type is null or letter.event_type = wanted.type)
        and (wanted.reason is null or strpos(lower(letter.reason), lower(wanted.reason)) > 0)
        and (wanted.topic is null or letter.topic = wanted.topic)
        and (wanted.from_time is null or letter.received_at >= wanted.from_time)
        and (wanted.to_time is null or letter.received_at < wanted.to_time)
        and (wanted.request is null or letter.request = wanted.request)
      """;

  private static final int PARAMETERS = 7;

  /**
   * @throws ProblemException 400 for what is not a time or an id
   */
  static Filter of(HttpServletRequest request) {
    return new Filter(
        text(request, "kind"),
        text(request, "type"),
        text(request, "reason"),
        text(request, "topic"),
        Times.optional("from", request.getParameter("from")),
        Times.optional("to", request.getParameter("to")),
        uuid(request.getParameter("request")));
  }

  /** PostgreSQL's text has no NUL: nothing can contain one. */
  private static @Nullable String text(HttpServletRequest request, String name) {
    String given = request.getParameter(name);
    if (given != null && (given.isBlank() || given.indexOf('\0') >= 0)) {
      throw ProblemException.invalidParameter(
          new InvalidInput(name, given, "a text that is not empty"));
    }
    return given;
  }

  private static @Nullable UUID uuid(@Nullable String given) {
    if (given == null) {
      return null;
    }
    try {
      return UUID.fromString(given);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidParameter(
          new InvalidInput("request", given, "the request that a retry was answered with"));
    }
  }

  /** Sets the parameters of {@link #MATCHING}, and returns the index of the one after. */
  int set(PreparedStatement statement, int first) throws SQLException {
    statement.setString(first, kind);
    statement.setString(first + 1, type);
    statement.setString(first + 2, reason);
    statement.setString(first + 3, topic);
    statement.setObject(first + 4, offset(from));
    statement.setObject(first + 5, offset(to));
    statement.setObject(first + 6, request);
    return first + PARAMETERS;
  }

  private static @Nullable OffsetDateTime offset(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** For the audit. */
  String described() {
    StringBuilder text = new StringBuilder();
    append(text, "kind", kind);
    append(text, "type", type);
    append(text, "reason", reason);
    append(text, "topic", topic);
    append(text, "from", from);
    append(text, "to", to);
    append(text, "request", request);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(value);
    }
  }
}
