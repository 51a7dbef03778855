package io.tidemark.testkit;

import java.net.URI;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database of its own, for one test class or one application context. */
public record TestDatabase(String jdbcUrl, String username, String password) {

  /** Unpooled connections to it. */
  public DataSource dataSource() {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl);
    dataSource.setUser(username);
    dataSource.setPassword(password);
    return dataSource;
  }

  /** The same, on the other side of a wire. */
  public TestDatabase through(Wire wire) {
    URI here = URI.create(jdbcUrl.substring("jdbc:".length()));
    wire.leadTo(here.getPort());
    return new TestDatabase(
        "jdbc:postgresql://127.0.0.1:%d%s".formatted(wire.port(), here.getRawPath()),
        username,
        password);
  }

  String name() {
    return jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
  }

  void execute(String sql) {
    try (var connection = dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
