package io.tidemark.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The frozen samples: for each event a payload with every field, one with the required fields only,
 * and a whole CloudEvent. They stand for the events that lie in logs, so they are never changed.
 */
final class Samples {

  static final List<String> KINDS = List.of("full", "required", "cloudevent");

  private Samples() {}

  static byte[] read(EventType type, String kind) {
    String path = "/samples/" + type.fact() + "/" + type.version() + "." + kind + ".json";
    try (InputStream in = Samples.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError(
            type + " has no sample: add src/test/resources" + path + ", which then stays as it is");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The facts that samples are kept of. */
  static List<String> facts() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("src/test/resources/samples"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }
}
