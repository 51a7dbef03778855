package io.tidemark.testkit;

import io.tidemark.embedded.LocalPostgres;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One PostgreSQL server per JVM, started at first use; each caller gets a database of its own. */
public final class TestPostgres {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestPostgres() {}

  /** An empty database, with text compared by bytes. It ends with the JVM. */
  public static TestDatabase freshDatabase() {
    return database("template1");
  }

  /** One that begins as a copy of another, to which nobody is connected: faster than to migrate. */
  public static TestDatabase copyOf(TestDatabase template) {
    return database(template.name());
  }

  private static synchronized TestDatabase database(String template) {
    String name = "test" + DATABASES.incrementAndGet();
    Server.INSTANCE
        .database("postgres")
        .execute("create database %s template %s".formatted(name, template));
    return Server.INSTANCE.database(name);
  }

  private record Server(String urlPrefix, String username, String password) {

    static final Server INSTANCE =
        switch (Infrastructure.chosen()) {
          case EMBEDDED -> embedded();
          case DOCKER -> docker();
        };

    TestDatabase database(String name) {
      return new TestDatabase(urlPrefix + name, username, password);
    }

    private static Server embedded() {
      Path folder = TestFolder.create("postgres");
      LocalPostgres postgres = LocalPostgres.startFast(folder);
      TestFolder.atExit(folder, postgres);
      return new Server(postgres.jdbcUrl(""), postgres.username(), postgres.password());
    }

    @SuppressWarnings("resource") // Testcontainers removes it after the JVM
    private static Server docker() {
      var container =
          new PostgreSQLContainer("postgres:18")
              .withUsername("tidemark")
              .withPassword("tidemark")
              .withEnv(
                  "POSTGRES_INITDB_ARGS",
                  "--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C")
              .withCommand(
                  "postgres", "-c", "fsync=off", "-c", "max_connections=200", "-c", "timezone=UTC");
      container.start();
      return new Server(
          "jdbc:postgresql://%s:%d/".formatted(container.getHost(), container.getMappedPort(5432)),
          container.getUsername(),
          container.getPassword());
    }
  }
}
