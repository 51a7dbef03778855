package io.tidemark.benchmarks;

import io.tidemark.embedded.LocalKafka;
import io.tidemark.embedded.LocalPostgres;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The embedded PostgreSQL server and the embedded broker, as a standalone instance has them, in a
 * process of their own and in a new folder: every run starts from nothing.
 */
public final class Servers implements AutoCloseable {

  private static final String ADDRESSES = "servers.properties";

  private final Child process;
  private final Path folder;
  private final Properties addresses;

  private Servers(Child process, Path folder, Properties addresses) {
    this.process = process;
    this.folder = folder;
    this.addresses = addresses;
  }

  static Servers start(Path folder) throws Exception {
    Files.createDirectories(folder);
    Path file = folder.resolve(ADDRESSES);
    Child process =
        Child.java(
                "servers",
                folder,
                List.of("-Xmx512m"),
                Servers.class.getName(),
                List.of(folder.toString()))
            .await(Duration.ofMinutes(1), () -> Files.exists(file));
    Properties addresses = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      addresses.load(reader);
    }
    return new Servers(process, folder, addresses);
  }

  /** The child's side. Argument: the folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
    LocalKafka kafka = LocalKafka.start(folder.resolve("kafka"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  kafka.close();
                  postgres.close();
                },
                "stop-servers"));
    Properties addresses = new Properties();
    addresses.setProperty("url", postgres.jdbcUrl());
    addresses.setProperty("username", postgres.username());
    addresses.setProperty("password", postgres.password());
    addresses.setProperty("bootstrap", kafka.bootstrapServers());
    Path written = folder.resolve(ADDRESSES + ".new");
    try (Writer writer = Files.newBufferedWriter(written)) {
      addresses.store(writer, null);
    }
    Files.move(written, folder.resolve(ADDRESSES), StandardCopyOption.ATOMIC_MOVE);
  }

  Path folder() {
    return folder;
  }

  Child process() {
    return process;
  }

  String bootstrap() {
    return addresses.getProperty("bootstrap");
  }

  String jdbcUrl() {
    return addresses.getProperty("url");
  }

  String username() {
    return addresses.getProperty("username");
  }

  String password() {
    return addresses.getProperty("password");
  }

  Connection connect() throws SQLException {
    return dataSource().getConnection();
  }

  PGSimpleDataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl());
    dataSource.setUser(username());
    dataSource.setPassword(password());
    return dataSource;
  }

  /** What Spring needs to find both. */
  List<String> springArguments() {
    return List.of(
        "--spring.datasource.url=" + jdbcUrl(),
        "--spring.datasource.username=" + username(),
        "--spring.datasource.password=" + password(),
        "--spring.kafka.bootstrap-servers=" + bootstrap());
  }

  @Override
  public void close() {
    process.close();
  }
}
