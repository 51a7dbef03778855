package io.tidemark.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What PostgreSQL is made and started with: {@code initdb} and {@code pg_ctl}. */
final class PostgresPrograms {

  private final Path binaries;
  private final Path folder;
  private final Path data;
  private final boolean fast;

  /**
   * @param folder where the password and the server's log are
   * @param data where PostgreSQL keeps its own
   * @param fast whether a crash of the machine may lose everything
   */
  PostgresPrograms(Path binaries, Path folder, Path data, boolean fast) {
    this.binaries = binaries;
    this.folder = folder;
    this.data = data;
    this.fast = fast;
  }

  /**
   * Makes the files of an empty server, and the password of its one user.
   *
   * @param fresh an empty folder
   */
  void initdb(String user, Path fresh) throws IOException, InterruptedException {
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
                fresh.toString(),
                "-U",
                user,
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

  /** How a start ended. */
  enum Outcome {
    RUNNING,
    PORT_TAKEN,
    /** The postmaster was killed, its children have not all noticed yet. */
    OLD_SERVER_ENDING
  }

  /**
   * Starts the server.
   *
   * @throws ServerException if it does not start, and another port would not help
   */
  Outcome start(String host, int port) throws IOException, InterruptedException {
    Path log = folder.resolve("server.log");
    if (Files.exists(log))
      Files.move(log, folder.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
    var options = new StringBuilder();
    settings(host, port)
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
  private Map<String, String> settings(String host, int port) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("listen_addresses", host);
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
}
