package io.tidemark.query.freshness;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * One state of the database, as whoever puts an answer together sees it. Its first statement has
 * told which generation serves, and all others read that one, whatever is switched meanwhile.
 */
public final class Snapshot implements AutoCloseable {

  private final Connection connection;
  private final Tide tide;

  Snapshot(Connection connection, Tide tide) {
    this.connection = connection;
    this.tide = tide;
  }

  /** What the rows of this snapshot hold. */
  public Tide tide() {
    return tide;
  }

  public Generation generation() {
    return tide.generation();
  }

  /** A statement whose tables {@code readmodel.}… are those of the generation that serves. */
  public PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(generation().sql(sql));
  }

  public Array array(String type, Stream<?> values) throws SQLException {
    return connection.createArrayOf(type, values.map(Object::toString).toArray());
  }

  /** Ends it early, so that what is left to do does not hold it up. */
  public void end() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
