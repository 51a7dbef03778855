package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Definition;
import io.tidemark.projection.engine.Log.LogException;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import io.tidemark.projection.request.Refused;
import io.tidemark.projection.request.Request;
import io.tidemark.projection.request.RequestHandler;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what operators ask of generations: notes in their rows what is wanted, which the runner
 * then does, and switches.
 */
final class RebuildRequests implements RequestHandler {

  private static final String START =
      """
      insert into tidemark.generation
        (generation, schema_name, state, code, zone, week_starts_on, reason, requested_by, source,
         projection, files, rate, workers, standby_window)
      select number, 'readmodel_' || number, 'filling', ?, ?, ?, ?, ?, ?, ?, ?::text[], ?::bigint, ?::integer,
        coalesce(?::interval, '24 hours')
      from (select max(generation) + 1 as number from tidemark.generation) as next
      returning generation
      """;

  private static final String PAUSE =
      "update tidemark.generation set paused = ? where generation = ?";

  private static final String CANCEL =
      """
      update tidemark.generation set state = 'cancelled', ended_at = now()
      where generation = ? and state in ('filling', 'following', 'standby')
      """;

  private static final String VERIFY =
      """
      update tidemark.generation set verify_requested_at = now()
      where generation = ? and state = 'following'
      """;

  private final Rebuild.Means means;
  private final Definition definition;
  private final Planning planning;
  private final Switch switching;

  RebuildRequests(Rebuild.Means means, Definition definition) {
    this.means = means;
    this.definition = definition;
    planning = new Planning(means, definition);
    switching = new Switch(means.connections(), means.engine());
  }

  @Override
  public Set<String> kinds() {
    return Set.of(
        "rebuild-plan",
        "rebuild-start",
        "rebuild-pause",
        "rebuild-resume",
        "rebuild-cancel",
        "rebuild-verify",
        "rebuild-switch",
        "rebuild-rollback");
  }

  @Override
  public JsonNode handle(Request request) throws Refused, SQLException {
    JsonNode arguments = request.arguments();
    try (Connection connection = means.connections().getConnection()) {
      return switch (request.kind()) {
        case "rebuild-plan" -> plan(connection, arguments);
        case "rebuild-start" -> start(connection, arguments, request.actor());
        case "rebuild-pause" -> update(connection, arguments, PAUSE, true, Row::isUnderWay);
        case "rebuild-resume" -> update(connection, arguments, PAUSE, false, Row::isUnderWay);
        case "rebuild-cancel" ->
            update(connection, arguments, CANCEL, null, row -> isGivenUp(row, arguments));
        case "rebuild-verify" ->
            update(connection, arguments, VERIFY, null, row -> row.state().equals("following"));
        case "rebuild-switch" -> switchTo(connection, arguments, request.actor());
        case "rebuild-rollback" -> rollBack(connection, arguments);
        default -> throw new IllegalArgumentException("no request of ours: " + request.kind());
      };
    }
  }

  /** What one could go back to is given up only by its number. */
  private static boolean isGivenUp(Row row, JsonNode arguments) {
    return row.isUnderWay()
        || (row.state().equals("standby") && arguments.path("generation").isNumber());
  }

  private JsonNode plan(Connection connection, JsonNode arguments) throws Refused, SQLException {
    try {
      return planning.plan(
          connection,
          RebuildArguments.source(arguments),
          RebuildArguments.projection(arguments, means.projections()),
          RebuildArguments.files(arguments));
    } catch (LogException e) {
      throw Refused.conflict(
          "no-log", "The broker does not say what the log holds: " + e.getMessage());
    }
  }

  private JsonNode start(Connection connection, JsonNode arguments, String actor)
      throws Refused, SQLException {
    String source = RebuildArguments.source(arguments);
    String projection = RebuildArguments.projection(arguments, means.projections());
    List<String> files = RebuildArguments.files(arguments);
    String reason = RebuildArguments.text(arguments, "reason");
    if (reason == null || reason.isBlank()) {
      throw Refused.invalid("reason", reason, "why, in a few words");
    }
    try {
      planning.checkReachesBack(source, projection, files);
    } catch (LogException e) {
      throw Refused.conflict(
          "no-log", "The broker does not say what the log holds: " + e.getMessage());
    }
    connection.setAutoCommit(false);
    Planning.checkRoom(GenerationTable.lock(connection));
    int number;
    try (PreparedStatement start = connection.prepareStatement(START)) {
      start.setString(1, definition.code());
      start.setString(2, definition.calendar().zone().getId());
      start.setString(3, definition.calendar().weekStart().name());
      start.setString(4, reason);
      start.setString(5, actor);
      start.setString(6, source);
      start.setString(7, projection);
      start.setArray(8, connection.createArrayOf("text", files.toArray()));
      start.setObject(9, RebuildArguments.number(arguments, "rate"));
      Long workers = RebuildArguments.number(arguments, "workers");
      start.setObject(10, workers == null ? null : Math.toIntExact(workers));
      start.setString(11, RebuildArguments.text(arguments, "window"));
      try (ResultSet rows = start.executeQuery()) {
        rows.next();
        number = rows.getInt(1);
      }
    }
    connection.commit();
    return answer(number);
  }

  private static JsonNode answer(int generation) {
    return JsonMapper.shared().createObjectNode().put("generation", generation);
  }

  private static JsonNode update(
      Connection connection,
      JsonNode arguments,
      String sql,
      @Nullable Boolean value,
      Predicate<Row> suits)
      throws SQLException, Refused {
    Row row = meant(connection, arguments, suits);
    int changed =
        value == null
            ? GenerationTable.update(connection, sql, row.number())
            : GenerationTable.update(connection, sql, value, row.number());
    if (changed == 0) {
      throw Refused.conflict(
          "generation-state", "Generation " + row.number() + " has changed meanwhile. Look again.");
    }
    return answer(row.number());
  }

  /** The generation that is named, or the only one that can be meant. */
  private static Row meant(Connection connection, JsonNode arguments, Predicate<Row> suits)
      throws SQLException, Refused {
    Long named = RebuildArguments.number(arguments, "generation");
    List<Row> rows = GenerationTable.all(connection);
    if (named != null) {
      Row row =
          rows.stream()
              .filter(each -> each.number() == named)
              .findFirst()
              .orElseThrow(() -> Refused.notFound("There is no generation " + named + "."));
      if (!suits.test(row)) {
        throw Refused.conflict(
            "generation-state", "Generation " + named + " is " + row.state() + ": not possible.");
      }
      return row;
    }
    List<Row> suitable = rows.stream().filter(suits).toList();
    if (suitable.isEmpty()) {
      throw Refused.conflict("no-generation", "There is no generation that this is possible for.");
    }
    if (suitable.size() > 1) {
      throw Refused.conflict(
          "which-generation",
          "Say which generation is meant: "
              + suitable.stream().map(row -> String.valueOf(row.number())).toList());
    }
    return suitable.getFirst();
  }

  private JsonNode switchTo(Connection connection, JsonNode arguments, String actor)
      throws SQLException, Refused {
    Row next = meant(connection, arguments, row -> row.state().equals("following"));
    if (!next.verified() || next.verifying()) {
      throw Refused.conflict(
          "not-verified", "Generation " + next.number() + " has not been compared yet.");
    }
    boolean accept = arguments.path("accept").asBoolean(false);
    if (next.differences() > 0 && !accept) {
      throw Refused.conflict(
          "differences",
          "Generation %d differs in %,d cells. Look at them, and accept them if they are expected."
              .formatted(next.number(), next.differences()));
    }
    int old = GenerationTable.serving(connection).number();
    String acceptedBy = next.differences() > 0 ? actor : null;
    switching.to(old, next.number(), acceptedBy, RebuildArguments.text(arguments, "window"));
    return answer(next.number());
  }

  private JsonNode rollBack(Connection connection, JsonNode arguments)
      throws SQLException, Refused {
    Row back = meant(connection, arguments, row -> row.state().equals("standby"));
    int old = GenerationTable.serving(connection).number();
    switching.to(old, back.number(), null, RebuildArguments.text(arguments, "window"));
    return answer(back.number());
  }
}
