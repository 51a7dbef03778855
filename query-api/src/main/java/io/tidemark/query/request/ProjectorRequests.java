package io.tidemark.query.request;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a projector, by a row of {@code tidemark.request}, and waits for its answer. Each question
 * has a connection of its own while it waits, so that no pool is drained; there are few at a time.
 */
public final class ProjectorRequests {

  private static final Logger log = LoggerFactory.getLogger(ProjectorRequests.class);

  /** Opens the connection to ask on. */
  @FunctionalInterface
  interface Connector {
    Connection connect() throws SQLException;
  }

  private static final int MOST = 8;
  private static final Duration TO_CLAIM = Duration.ofSeconds(5);
  private static final Duration TO_ANSWER = Duration.ofSeconds(15);

  /** In case the notification was lost. */
  private static final int LOOK_MILLIS = 250;

  /** Money is never a binary fraction, nor does it lose its trailing zeros. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String ASK =
      """
      with asked as (
        insert into tidemark.request (id, kind, arguments, actor, code)
        values (?, ?, ?::jsonb, ?, ?)
        returning id)
      select pg_notify('tidemark_request', id::text) from asked
      """;

  private static final String LOOK = "select state, outcome from tidemark.request where id = ?";

  private static final String WITHDRAW =
      "delete from tidemark.request where id = ? and state = 'waiting'";

  private final Connector connector;
  private final Semaphore free = new Semaphore(MOST);

  ProjectorRequests(Connector connector) {
    this.connector = connector;
  }

  /** As {@link #ask(String, JsonNode, String, String)}, of whichever projector there is. */
  public JsonNode ask(String kind, JsonNode arguments, String actor) {
    return ask(kind, arguments, actor, null);
  }

  /**
   * Has a projector do something, and waits for its answer.
   *
   * @param arguments an object
   * @param actor the subject of the caller's token
   * @param code only a projector of this code may do it; null for any
   * @throws ProblemException what the projector refuses, with its status; 503 {@code no-projector}
   *     if none takes it within 5 s, {@code projector-busy} if it is not done within 15 s, {@code
   *     projector-failed}, {@code database-unavailable}
   */
  public JsonNode ask(String kind, JsonNode arguments, String actor, @Nullable String code) {
    if (!free.tryAcquire()) {
      throw ProblemException.unavailable(
          "busy", "Too many callers wait for a projector's answer. Ask again in a moment.", null);
    }
    try (Connection connection = connector.connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("listen tidemark_request_done");
      }
      UUID id = UUID.randomUUID();
      insert(connection, id, kind, arguments, actor, code);
      return answer(connection, id, kind, code);
    } catch (SQLException e) {
      throw ProblemException.unavailable(
          "database-unavailable",
          "The projector cannot be asked now: the database is away. Whether it was asked is not"
              + " known; look before repeating.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("shutting-down", "This instance is being stopped.", e);
    } finally {
      free.release();
    }
  }

  private static void insert(
      Connection connection,
      UUID id,
      String kind,
      JsonNode arguments,
      String actor,
      @Nullable String code)
      throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement(ASK)) {
      ask.setObject(1, id);
      ask.setString(2, kind);
      ask.setString(3, arguments.toString());
      ask.setString(4, actor);
      ask.setString(5, code);
      ask.executeQuery().close();
    }
  }

  private static JsonNode answer(Connection connection, UUID id, String kind, @Nullable String code)
      throws SQLException, InterruptedException {
    PGConnection notified = connection.unwrap(PGConnection.class);
    long start = System.nanoTime();
    while (true) {
      notified.getNotifications(LOOK_MILLIS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      try (PreparedStatement look = connection.prepareStatement(LOOK)) {
        look.setObject(1, id);
        try (ResultSet row = look.executeQuery()) {
          if (!row.next()) {
            throw failed(id, kind, "its row is gone");
          }
          switch (row.getString(1)) {
            case "done" -> {
              return JSON.readTree(row.getString(2));
            }
            case "refused" -> throw refused(JSON.readTree(row.getString(2)));
            case "failed" -> throw failed(id, kind, row.getString(2));
            case "waiting" -> {
              if (waited.compareTo(TO_CLAIM) > 0 && withdraw(connection, id)) {
                throw nobody(code);
              }
            }
            default -> {
              if (waited.compareTo(TO_ANSWER) > 0) {
                throw ProblemException.unavailable(
                    "projector-busy",
                    "The projector has not finished this within 15 s, and goes on with it. Look"
                        + " how far it has come before repeating it.",
                    null);
              }
            }
          }
        }
      }
    }
  }

  /** Whether it was still there to be withdrawn: otherwise a projector has taken it just now. */
  private static boolean withdraw(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement withdraw = connection.prepareStatement(WITHDRAW)) {
      withdraw.setObject(1, id);
      return withdraw.executeUpdate() > 0;
    }
  }

  private static ProblemException nobody(@Nullable String code) {
    String which = code == null ? "No projector" : "No projector of the code '" + code + "'";
    return ProblemException.unavailable(
        "no-projector",
        which + " has taken this up within 5 s; nothing was done. Is one running?",
        null);
  }

  private static ProblemException refused(JsonNode outcome) {
    List<InvalidInput> errors = new ArrayList<>();
    for (JsonNode error : outcome.path("errors")) {
      errors.add(
          new InvalidInput(
              error.path("parameter").asString(""),
              error.path("value").isNull() ? null : error.path("value").asString(),
              error.path("allowed").asString("")));
    }
    return ProblemException.refused(
        HttpStatus.valueOf(outcome.path("status").asInt(409)),
        outcome.path("code").asString("refused"),
        outcome.path("detail").asString("The projector refuses."),
        errors);
  }

  /** The reason is for the log: it may hold what not every caller may see. */
  private static ProblemException failed(UUID id, String kind, @Nullable String outcome) {
    log.warn("A projector failed to do {} ({}): {}", kind, id, outcome);
    return ProblemException.unavailable(
        "projector-failed",
        "The projector could not do this. Its log says why, at request " + id + ".",
        null);
  }
}
