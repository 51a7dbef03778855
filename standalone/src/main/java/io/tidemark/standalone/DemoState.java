package io.tidemark.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/**
 * What became of the demo, in {@code demo.properties}. The first start decides: an instance that
 * began without the demo never gets it later, among somebody's own data.
 */
final class DemoState {

  private static final String WANTED = "wanted";
  private static final String REFERENCE = "reference";

  private final Path file;
  private final Properties properties;

  private DemoState(Path file, Properties properties) {
    this.file = file;
    this.properties = properties;
  }

  /**
   * The state so far; at a first start it is made from what is wanted, and the present moment is
   * the reference.
   */
  static DemoState at(Path file, boolean wanted, Clock clock) throws IOException {
    var state = new DemoState(file, new Properties());
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        state.properties.load(reader);
      }
    } else {
      state.properties.setProperty(WANTED, Boolean.toString(wanted));
      state.properties.setProperty(
          REFERENCE, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
      state.save();
    }
    return state;
  }

  boolean wanted() {
    return Boolean.parseBoolean(properties.getProperty(WANTED));
  }

  /** The instant that the newest row is moved to. */
  Instant reference() {
    return Instant.parse(properties.getProperty(REFERENCE));
  }

  boolean has(String part) {
    return properties.containsKey(part);
  }

  /** This part is published for good. */
  void add(String part, long events) throws IOException {
    properties.setProperty(part, Long.toString(events));
    save();
  }

  /** All of it or nothing, and on the disk: a kill at any moment leaves a file that can be read. */
  private void save() throws IOException {
    var text = new StringWriter();
    properties.store(
        text,
        "The demo of this Tidemark: when its newest row happens, and the events of what is loaded");
    Files.createDirectories(file.getParent());
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(
        written,
        text.toString(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
