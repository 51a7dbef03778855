package io.tidemark.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentence above a record in its source, which is also the event's description for others. */
final class RecordDocs {

  private RecordDocs() {}

  static String of(Class<? extends Event> event) {
    Class<?> feature = event.getDeclaringClass();
    Path source = Path.of("src/main/java", feature.getName().replace('.', '/') + ".java");
    Matcher comment =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*record " + event.getSimpleName() + "\\(",
                Pattern.DOTALL)
            .matcher(read(source));
    if (!comment.find()) {
      throw new AssertionError(event + " has no comment that says what happened");
    }
    return comment
        .group(1)
        .replaceAll("(?m)^\\s*\\*", " ")
        .replaceAll("\\{@\\w+ ([^}]*)}", "$1")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String read(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
