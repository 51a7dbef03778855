package io.tidemark.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker (with its KRaft controller) inside this process: it listens on 127.0.0.1 only
 * and keeps its log in a folder over restarts and kill -9. There is no shutdown hook in here:
 * {@link #close} is for the owner to call.
 *
 * <p>Topics are made by who owns them (none appear by themselves), with 12 partitions and unlimited
 * retention where not said otherwise. Records may have up to 32 MB.
 */
public final class LocalKafka implements AutoCloseable {

  private static final int NODE = 1;
  private static final String HOST = "127.0.0.1";

  private final FolderLock lock;
  private final KafkaRaftServer server;
  private final int port;

  private LocalKafka(FolderLock lock, KafkaRaftServer server, int port) {
    this.lock = lock;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the broker on what the folder holds, or on a new, empty log. Acknowledged records
   * survive a kill -9, and up to the last second of them a crash of the machine.
   *
   * @throws FolderInUse when another process has the folder
   * @throws ServerException when the broker cannot start
   */
  public static LocalKafka start(Path folder) {
    return start(folder, false, FreePort::pick);
  }

  /** As {@link #start}, but never forces the log to disk: for tests. */
  public static LocalKafka startFast(Path folder) {
    return start(folder, true, FreePort::pick);
  }

  /**
   * As {@link #startFast(Path)}, where clients look for it: at the port of the broker before it.
   */
  public static LocalKafka startFast(Path folder, int port) {
    Iterator<Integer> first = List.of(port).iterator();
    return start(folder, true, () -> first.hasNext() ? first.next() : FreePort.pick());
  }

  /**
   * As {@link #startFast(Path)}, for clients that reach it through a proxy: it tells them to come
   * to the proxy's port.
   */
  public static LocalKafka startBehind(Path folder, int proxyPort) {
    return start(folder, true, FreePort::pick, _ -> proxyPort);
  }

  static LocalKafka start(Path folder, boolean fast, IntSupplier ports) {
    return start(folder, fast, ports, port -> port);
  }

  private static LocalKafka start(
      Path folder, boolean fast, IntSupplier ports, IntUnaryOperator advertised) {
    FolderLock lock = FolderLock.acquire(folder);
    try {
      Path data = folder.toRealPath().resolve("data");
      format(data);
      for (int attempt = 1; ; attempt++) {
        int port = ports.getAsInt();
        var server =
            new KafkaRaftServer(
                new KafkaConfig(
                    settings(data, fast, port, advertised.applyAsInt(port), ports.getAsInt())),
                Time.SYSTEM);
        try {
          startup(server);
          return new LocalKafka(lock, server, port);
        } catch (RuntimeException e) {
          server.shutdown();
          if (attempt == FreePort.ATTEMPTS || !portTaken(e))
            throw new ServerException(
                "Kafka does not start in %s: %s".formatted(folder, rootCause(e)), e);
        }
      }
    } catch (IOException e) {
      lock.close();
      throw new ServerException(
          "Kafka cannot start in %s: %s".formatted(folder, e.getMessage()), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The file that says a folder is formatted is the last that a format writes: a killed one is done
   * again.
   */
  private static void format(Path data) throws IOException {
    if (Files.exists(data.resolve("meta.properties"))) return;
    Files.createDirectories(data);
    try {
      new Formatter()
          .setNodeId(NODE)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /**
   * A failing start of Kafka ends the JVM: for its duration, and only then, an exception takes the
   * place of that.
   */
  private static synchronized void startup(KafkaRaftServer server) {
    Exit.Procedure refuse =
        (status, message) -> {
          throw new IllegalStateException(
              "Kafka gave up" + (message == null ? "" : ": " + message));
        };
    Exit.setExitProcedure(refuse);
    Exit.setHaltProcedure(refuse);
    try {
      server.startup();
    } finally {
      Exit.resetExitProcedure();
      Exit.resetHaltProcedure();
    }
  }

  private static boolean portTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause())
      if (cause instanceof java.net.BindException) return true;
    return false;
  }

  private static String rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) cause = cause.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static Map<String, String> settings(
      Path data, boolean fast, int port, int advertised, int controllerPort) {
    var settings = new HashMap<String, String>();
    settings.put("node.id", Integer.toString(NODE));
    settings.put("process.roles", "broker,controller");
    settings.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE, HOST, controllerPort));
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put(
        "listeners",
        "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d".formatted(HOST, port, controllerPort));
    settings.put("advertised.listeners", "PLAINTEXT://%s:%d".formatted(HOST, advertised));
    settings.put("log.dirs", data.toString());

    settings.put("auto.create.topics.enable", "false");
    settings.put("num.partitions", "12");
    settings.put("log.retention.ms", "-1");
    settings.put("message.max.bytes", Integer.toString(32 << 20));
    settings.put("replica.fetch.max.bytes", Integer.toString(32 << 20));

    // one broker: every internal topic has one replica, and no more partitions than one process can
    // use
    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    // compacted soon: all of it is read at a start
    settings.put("offsets.topic.segment.bytes", Integer.toString(4 << 20));
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "4");

    // a restart must not wait for the sessions of the process that was killed
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("controlled.shutdown.enable", "true");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");

    // few threads and little memory: the heap is shared with the rest of Tidemark
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));

    if (!fast) { // also bounds how much of the log a start after a kill -9 reads again
      settings.put("log.flush.interval.ms", "1000");
      settings.put("log.flush.scheduler.interval.ms", "1000");
      settings.put("log.flush.offset.checkpoint.interval.ms", "5000");
    }
    return settings;
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  public int port() {
    return port;
  }

  /** Writes everything out, stops the broker and gives the folder free. */
  @Override
  public void close() {
    try (lock) {
      server.shutdown();
      server.awaitShutdown();
    }
  }
}
