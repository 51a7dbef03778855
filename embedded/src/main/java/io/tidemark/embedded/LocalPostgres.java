package io.tidemark.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    Path binaries = PostgresBinaries.locate().resolve("bin");
    Path initialised = folder.resolve("initialised");
    if (!Files.exists(
        initialised)) { // a first start, or one that was killed in it: nobody has seen this data
      Folders.delete(data);
      initdb(binaries, folder, data, fast);
      Files.createFile(initialised);
    }
    String password = Files.readString(folder.resolve("password")).strip();
    Postmaster.disown(data);
    int portsTaken = 0;
    long patience = System.nanoTime() + OLD_SERVER_PATIENCE.toNanos();
    while (true) {
      int port = ports.getAsInt();
      switch (postmaster(binaries, folder, data, port, fast)) {
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

  private static void initdb(Path binaries, Path folder, Path data, boolean fast)
      throws IOException, InterruptedException {
    Path password = folder.resolve("password");
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    Files.writeString(password, HexFormat.of().formatHex(secret));

    var arguments =
        new ArrayList<>(
            List.of(
                "-D",
                data.toString(),
                "-U",
                USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "-E",
                "UTF8",
                // text compares by bytes, the same on every machine
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
    if (fast) arguments.add("--no-sync");
    Output output = run(binaries.resolve("initdb"), arguments);
    if (!output.success())
      throw new ServerException("PostgreSQL cannot make its files: " + output.text());
  }

  private enum Outcome {
    RUNNING,
    PORT_TAKEN,
    /** The postmaster was killed, its children have not all noticed yet. */
    OLD_SERVER_ENDING
  }

  private static Outcome postmaster(Path binaries, Path folder, Path data, int port, boolean fast)
      throws IOException, InterruptedException {
    Path log = folder.resolve("server.log");
    if (Files.exists(log))
      Files.move(log, folder.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    var options = new StringBuilder();
    settings(port, fast)
        .forEach((key, value) -> options.append(" -c ").append(key).append('=').append(value));
    Output output =
        run(
            binaries.resolve("pg_ctl"),
            List.of(
                "start",
                "-w",
                "-t",
                "120",
                "-D",
                data.toString(),
                "-l",
                log.toString(),
                "-o",
                options.toString()));
    if (output.success()) return Outcome.RUNNING;
    String told = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    if (told.contains("could not create any TCP/IP sockets")) return Outcome.PORT_TAKEN;
    if (told.contains("pre-existing shared memory block")) return Outcome.OLD_SERVER_ENDING;
    Optional<Postmaster> late = Postmaster.of(data);
    if (late.isPresent()) late.get().stop();
    throw new ServerException(
        "PostgreSQL does not start: " + (told.isBlank() ? output.text() : told.strip()));
  }

  /**
   * For a laptop: 256 MB of its own, few connections, checkpoints far apart, no archive or replica
   * to write for.
   */
  private static Map<String, String> settings(int port, boolean fast) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("listen_addresses", HOST);
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", fast ? "200" : "60"); // tests keep many application contexts
    settings.put("shared_buffers", fast ? "128MB" : "256MB");
    settings.put("work_mem", "16MB");
    settings.put("maintenance_work_mem", "128MB");
    settings.put("max_wal_size", "2GB");
    settings.put("checkpoint_timeout", "15min");
    settings.put("wal_level", "minimal");
    settings.put("max_wal_senders", "0");
    settings.put("random_page_cost", "1.1");
    settings.put("jit", "off");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("fsync", fast ? "off" : "on");
    settings.put("full_page_writes", fast ? "off" : "on");
    settings.put("synchronous_commit", fast ? "off" : "on");
    return settings;
  }

  private record Output(int exitCode, String text) {
    boolean success() {
      return exitCode == 0;
    }
  }

  private static Output run(Path program, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    // PostgreSQL refuses to run as root: in a user namespace of its own it is nobody, with root's
    // access to the files
    boolean root = System.getProperty("user.name").equals("root");
    if (root) command.addAll(List.of("unshare", "-U"));
    command.add(program.toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exitCode = process.waitFor();
    if (exitCode != 0 && root && text.contains("unshare"))
      text +=
          " (PostgreSQL does not run as root and this system has no user namespaces: use another user)";
    return new Output(exitCode, text);
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
