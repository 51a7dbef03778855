package io.tidemark.benchmarks.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A small file system in memory that PostgreSQL has for itself, so that it can be filled up. */
final class SmallDisk implements AutoCloseable {

  private static final int MEGABYTES = 2_000;
  private static final int PIECE = 1 << 20;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Null where this process may not mount anything. */
  static @Nullable SmallDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + MEGABYTES + "m", "none", folder);
      return new SmallDisk(folder);
    } catch (IOException e) {
      System.out.println("No small disk here, so none is filled up: " + e.getMessage());
      return null;
    }
  }

  private static void run(Object... command) throws IOException {
    String[] words = new String[command.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = command[i].toString();
    }
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  /** Leaves no room at all. */
  void fill() throws IOException {
    byte[] piece = new byte[PIECE];
    try (OutputStream out = Files.newOutputStream(ballast())) {
      for (long left = Files.getFileStore(folder).getUsableSpace(); left > 0; ) {
        int length = (int) Math.min(left, piece.length);
        out.write(piece, 0, length);
        left -= length;
      }
    } catch (IOException e) {
      if (Files.getFileStore(folder).getUsableSpace() > PIECE) {
        throw e; // not for being full, as was wanted
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  @Override
  public void close() throws IOException {
    try {
      run("umount", folder);
    } catch (IOException e) {
      run("umount", "-l", folder); // somebody still has a file of it open
    }
  }
}
