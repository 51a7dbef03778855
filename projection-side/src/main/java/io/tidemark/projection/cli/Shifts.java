package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * Which instant an import of the same files was shifted to before, so that a repeated import gives
 * the same events: {@code imports.properties} of the {@link Home}.
 */
final class Shifts {

  private final Path file;

  Shifts(Home home) {
    this.file = home.folder().resolve("imports.properties");
  }

  /** The instant that these files were shifted to the first time; now, if this is it. */
  Instant instantFor(String mapping, List<Path> files, Instant now) throws IOException {
    Properties shifts = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        shifts.load(reader);
      }
    }
    String key = Path.of(mapping).getFileName() + "-" + digest(files);
    String known = shifts.getProperty(key);
    if (known != null) {
      return Instant.parse(known);
    }
    shifts.setProperty(key, now.toString());
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (Writer writer = Files.newBufferedWriter(file)) {
      shifts.store(writer, "What --shift-to-now took for now, by mapping and content of the files");
    }
    return now;
  }

  private static String digest(List<Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file)) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
