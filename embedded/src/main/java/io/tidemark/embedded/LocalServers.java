package io.tidemark.embedded;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Both servers, started side by side. */
public record LocalServers(LocalPostgres postgres, LocalKafka kafka) implements AutoCloseable {

  /**
   * Starts both.
   *
   * @throws FolderInUse when another process has one of the folders
   * @throws ServerException when a server cannot start; the other one is stopped again
   */
  public static LocalServers start(Path postgresFolder, Path kafkaFolder) {
    var postgres = new CompletableFuture<LocalPostgres>();
    Thread.ofPlatform()
        .name("postgres-start")
        .start(
            () -> postgres.completeAsync(() -> LocalPostgres.start(postgresFolder), Runnable::run));
    LocalKafka kafka;
    try {
      kafka = LocalKafka.start(kafkaFolder);
    } catch (RuntimeException e) {
      LocalPostgres started = postgres.exceptionally(_ -> null).join();
      if (started != null) started.close();
      throw e;
    }
    try {
      return new LocalServers(postgres.join(), kafka);
    } catch (CompletionException e) {
      kafka.close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Kafka first: what still wants to write to it ends before its rows' home does. */
  @Override
  public void close() {
    try (postgres) {
      kafka.close();
    }
  }
}
