package io.tidemark.benchmarks.faults;

import io.tidemark.embedded.LocalKafka;
import io.tidemark.embedded.LocalPostgres;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/**
 * One server, its data in a folder that outlives it, in a process of its own that can be killed and
 * started again. It writes its address beside its data when it is ready.
 */
public final class ServerProcess {

  static final String ADDRESS = "address.properties";

  private ServerProcess() {}

  /** Arguments: postgres or kafka, the folder, and for Kafka the port that clients come to. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[1]);
    Properties address = new Properties();
    AutoCloseable server;
    if (arguments[0].equals("postgres")) {
      LocalPostgres postgres = LocalPostgres.start(folder);
      server = postgres;
      address.setProperty("url", postgres.jdbcUrl());
      address.setProperty("username", postgres.username());
      address.setProperty("password", postgres.password());
    } else {
      LocalKafka kafka = LocalKafka.startBehind(folder, Integer.parseInt(arguments[2]));
      server = kafka;
      address.setProperty("port", Integer.toString(kafka.port()));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server), "stop-server"));
    Path written = folder.resolve(ADDRESS + ".new");
    try (Writer writer = Files.newBufferedWriter(written)) {
      address.store(writer, null);
    }
    Files.move(written, folder.resolve(ADDRESS), StandardCopyOption.ATOMIC_MOVE);
    Thread.currentThread().join(); // until it is ended: PostgreSQL keeps no thread of this process
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      System.err.println("It did not end in an orderly way: " + e);
    }
  }
}
