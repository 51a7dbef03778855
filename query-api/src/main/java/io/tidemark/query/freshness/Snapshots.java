package io.tidemark.query.freshness;

import io.tidemark.query.figures.Calendar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Takes snapshots. The pool's connections are read-only and repeatable-read. */
@Component
@SuppressWarnings("MustBeClosedChecker") // closed with the snapshot
public final class Snapshots {

  private final DataSource database;
  private final TideMonitor monitor;

  Snapshots(@Qualifier("queryDataSource") DataSource database, TideMonitor monitor) {
    this.database = database;
    this.monitor = monitor;
  }

  /** For what is the same in every calendar. */
  public Snapshot take() throws SQLException {
    Connection connection = database.getConnection();
    try {
      return new Snapshot(connection, monitor.read(connection));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * For a question about days.
   *
   * @param understoodBy the calendar that these days are of
   * @throws OtherCalendar if the rows are by another one
   */
  public Snapshot take(Calendar understoodBy) throws SQLException {
    Snapshot snapshot = take();
    Calendar calendar = snapshot.generation().calendar();
    if (!calendar.equals(understoodBy)) {
      snapshot.close();
      throw new OtherCalendar(calendar);
    }
    return snapshot;
  }

  /** Lets other connections see this snapshot, as long as it is open. */
  public static String export(Snapshot snapshot) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare("select pg_export_snapshot()");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  /** The same snapshot over another connection, which is the caller's to close. */
  public static Snapshot join(Connection connection, Snapshot exported, String id)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction snapshot '" + id + "'");
    }
    return new Snapshot(connection, exported.tide());
  }
}
