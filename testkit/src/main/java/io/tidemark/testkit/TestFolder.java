package io.tidemark.testkit;

import io.tidemark.embedded.FolderInUse;
import io.tidemark.embedded.FolderLock;
import io.tidemark.embedded.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * The temporary folder of this JVM's embedded servers. Those that killed test runs left behind are
 * cleared away.
 */
final class TestFolder {

  private static final Path ALL =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "tidemark-tests-" + System.getProperty("user.name"));

  private TestFolder() {}

  /** A new folder. */
  static Path create(String name) {
    try {
      Files.createDirectories(ALL);
      sweep();
      return Files.createTempDirectory(ALL, name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** When the JVM ends the server is closed and the folder deleted. */
  static void atExit(Path folder, AutoCloseable server) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      try (server) {
                        // only to close
                      } catch (Exception e) {
                        throw new IllegalStateException(
                            "A server of the tests does not stop: " + folder, e);
                      } finally {
                        FileSystemUtils.deleteRecursively(folder.toFile());
                      }
                    }));
  }

  private static void sweep() throws IOException {
    List<Path> folders;
    try (var all = Files.list(ALL)) {
      folders = all.toList();
    }
    Instant starting = Instant.now().minusSeconds(60);
    for (Path folder : folders) {
      if (Files.getLastModifiedTime(folder).toInstant().isAfter(starting))
        continue; // perhaps not yet locked
      try {
        FolderLock.acquire(folder).close();
        LocalPostgres.stopLeftOver(folder);
        FileSystemUtils.deleteRecursively(folder);
      } catch (FolderInUse _) {
        // a test run that lives
      }
    }
  }
}
