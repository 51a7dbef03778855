package io.tidemark.query.system;

import io.tidemark.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Claims requests as a projector does, and answers them as a test wants. */
final class AnsweringProjector implements AutoCloseable {

  /** What it was asked for. */
  record Asked(String kind, String arguments, String actor, String code) {}

  /** What it says of it: a state, and an outcome. */
  record Said(String state, String outcome) {
    static Said done(String outcome) {
      return new Said("done", outcome);
    }

    static Said refused(int status, String code, String detail) {
      return new Said(
          "refused",
          "{\"status\": %d, \"code\": \"%s\", \"detail\": \"%s\", \"errors\": []}"
              .formatted(status, code, detail));
    }
  }

  private final TestDatabase database;
  private final Function<Asked, Said> answers;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile boolean running = true;

  AnsweringProjector(TestDatabase database, Function<Asked, Said> answers) {
    this.database = database;
    this.answers = answers;
    thread.start();
  }

  List<Asked> asked() {
    return asked;
  }

  private void run() {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement claim =
            connection.prepareStatement(
                "update tidemark.request set state = 'running' where state = 'waiting'"
                    + " returning id, kind, arguments, actor, coalesce(code, '')");
        PreparedStatement finish =
            connection.prepareStatement(
                "update tidemark.request set state = ?, outcome = ?::jsonb where id = ?::uuid");
        PreparedStatement tell = connection.prepareStatement("notify tidemark_request_done")) {
      while (running) {
        try (ResultSet row = claim.executeQuery()) {
          while (row.next()) {
            Asked request =
                new Asked(row.getString(2), row.getString(3), row.getString(4), row.getString(5));
            asked.add(request);
            Said said = answers.apply(request);
            finish.setString(1, said.state());
            finish.setString(2, said.outcome());
            finish.setString(3, row.getString(1));
            finish.executeUpdate();
            tell.execute();
          }
        }
        Thread.sleep(5);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      running = false;
    }
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
