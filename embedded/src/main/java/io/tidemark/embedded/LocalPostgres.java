package io.tidemark.embedded;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server that belongs to this process: it listens on 127.0.0.1 only, wants a
 * password that is made at first start, and keeps its data in a folder over restarts and kill -9.
 * It is in a session of its own, so that Ctrl-C reaches this process alone, which then stops first
 * what uses the server. There is no shutdown hook in here: {@link #close} is for the owner to call,
 * in the order that the owner needs.
 *
 * <p>In the folder: {@code data} (PostgreSQL's own), {@code password} (mode 0600), {@code
 * server.log}, {@code lock}.
 */
public final class LocalPostgres implements AutoCloseable {

  private static final String USER = "tidemark";
  private static final String DATABASE = "tidemark";
  private static final String HOST = "127.0.0.1";
  private static final String UNFINISHED = "initdb-";
  private static final Duration OLD_SERVER_PATIENCE = Duration.ofSeconds(30);

  private final FolderLock lock;
  private final Path data;
  private final int port;
  private final String password;

  private LocalPostgres(FolderLock lock, Path data, int port, String password) {
    this.lock = lock;
    this.data = data;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the server on what the folder holds, or on a new, empty database; what a killed process
   * left running there is stopped before. What is committed survives a crash of the machine.
   *
   * @throws FolderInUse when another process has the folder
   * @throws ServerException when the server cannot start; the message has its own words
   */
  public static LocalPostgres start(Path folder) {
    return start(folder, false, FreePort::pick);
  }

  /**
   * As {@link #start}, but a crash of the machine (not of a process) may lose everything: for
   * tests.
   */
  public static LocalPostgres startFast(Path folder) {
    return start(folder, true, FreePort::pick);
  }

  /**
   * Stops what a killed process left running on the folder; the caller knows that its owner is
   * gone.
   */
  public static void stopLeftOver(Path folder) {
    try (FolderLock _ = FolderLock.acquire(folder)) {
      Optional<Postmaster> leftOver = Postmaster.of(folder.toRealPath().resolve("data"));
      if (leftOver.isPresent()) leftOver.get().stop();
    } catch (IOException e) {
      throw new ServerException(
          "PostgreSQL cannot be stopped in %s: %s".formatted(folder, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("The stop of PostgreSQL was interrupted.", e);
    }
  }

  static LocalPostgres start(Path folder, boolean fast, IntSupplier ports) {
    FolderLock lock = FolderLock.acquire(folder);
    try {
      return start(lock, folder.toRealPath(), fast, ports);
    } catch (IOException e) {
      lock.close();
      throw new ServerException(
          "PostgreSQL cannot start in %s: %s".formatted(folder, e.getMessage()), e);
    } catch (InterruptedException e) {
      lock.close();
      Thread.currentThread().interrupt();
      throw new ServerException("The start of PostgreSQL was interrupted.", e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static LocalPostgres start(FolderLock lock, Path folder, boolean fast, IntSupplier ports)
      throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Optional<Postmaster> leftOver = Postmaster.of(data);
    if (leftOver.isPresent()) leftOver.get().stop();

    PostgresPrograms programs =
        new PostgresPrograms(PostgresBinaries.locate().resolve("bin"), folder, data, fast);
    deleteUnfinished(folder);
    if (!Files.exists(data)) {
      // beside its place: the initdb of a start that was killed may still be writing, to its own
      Path fresh = Files.createTempDirectory(folder, UNFINISHED);
      programs.initdb(USER, fresh);
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }
    String password = Files.readString(folder.resolve("password")).strip();
    Postmaster.disown(data);
    int portsTaken = 0;
    long patience = System.nanoTime() + OLD_SERVER_PATIENCE.toNanos();
    while (true) {
      int port = ports.getAsInt();
      switch (programs.start(HOST, port)) {
        case RUNNING -> {
          var server = new LocalPostgres(lock, data, port, password);
          server.check();
          return server;
        }
        case PORT_TAKEN -> {
          if (++portsTaken == FreePort.ATTEMPTS)
            throw new ServerException(
                "PostgreSQL found no free port in %d attempts.".formatted(portsTaken));
        }
        case OLD_SERVER_ENDING -> {
          if (System.nanoTime() > patience)
            throw new ServerException(
                "A killed PostgreSQL still has processes on %s.".formatted(data));
          TimeUnit.MILLISECONDS.sleep(200);
        }
      }
    }
  }

  /** What a first start that was killed has left; while its initdb still writes, it stays. */
  private static void deleteUnfinished(Path folder) throws IOException {
    try (var unfinished = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
      for (Path it : unfinished) {
        try {
          Folders.delete(it);
        } catch (NoSuchFileException | DirectoryNotEmptyException _) {
          // nobody reads it: the next start takes it away
        }
      }
    }
  }

  /** The port is ours only if the server that answers there works on our data. */
  private void check() {
    try (Connection connection = dataSource("postgres").getConnection();
        var statement = connection.createStatement()) {
      try (var rows = statement.executeQuery("show data_directory")) {
        rows.next();
        if (!Path.of(rows.getString(1)).equals(data))
          throw new ServerException(
              "Another PostgreSQL answers at port " + port + ": " + rows.getString(1));
      }
      try (var rows =
          statement.executeQuery(
              "select 1 from pg_database where datname = '%s'".formatted(DATABASE))) {
        if (rows.next()) return;
      }
      statement.execute("create database " + DATABASE);
    } catch (SQLException e) {
      throw new ServerException("PostgreSQL does not answer as it should: " + e.getMessage(), e);
    }
  }

  /** JDBC address of the database {@code tidemark}. */
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  /** JDBC address of any database of this server. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
  }

  /** The one user, who owns everything here. */
  public String username() {
    return USER;
  }

  /** Made at first start, kept in the folder. */
  public String password() {
    return password;
  }

  /** Unpooled connections to a database of this server. */
  public DataSource dataSource(String database) {
    var dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl(database));
    dataSource.setUser(USER);
    dataSource.setPassword(password);
    return dataSource;
  }

  int port() {
    return port;
  }

  Path data() {
    return data;
  }

  /** Disconnects all clients, writes everything out, stops the server and gives the folder free. */
  @Override
  public void close() {
    try (lock) {
      Optional<Postmaster> postmaster = Postmaster.of(data);
      if (postmaster.isPresent()) postmaster.get().stop();
    } catch (IOException e) {
      throw new ServerException("PostgreSQL cannot be stopped: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("The stop of PostgreSQL was interrupted.", e);
    }
  }
}
