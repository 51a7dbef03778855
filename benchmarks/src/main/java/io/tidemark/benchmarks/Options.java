package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all measurements have in common. */
public final class Options {

  @Option(names = "--quick", description = "small and short: shows that it works, proves no figure")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often each variant is run, in turn (3; with --quick 1)")
  private @Nullable Integer rounds;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "puts the results into the sections of this Markdown file")
  private @Nullable Path document;

  @Option(
      names = "--jfr",
      paramLabel = "FOLDER",
      description = "records the measured JVMs with Flight Recorder")
  private @Nullable Path recordings;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "for servers' data and logs (a temporary folder, removed at the end)")
  private @Nullable Path folder;

  public boolean isQuick() {
    return quick;
  }

  public int rounds() {
    return rounds != null ? rounds : quick ? 1 : 3;
  }

  public @Nullable Path document() {
    return document;
  }

  /** The JVM options that record this child; none without {@code --jfr}. */
  List<String> recording(String name) throws IOException {
    if (recordings == null) {
      return List.of();
    }
    Path file = Files.createDirectories(recordings).toAbsolutePath().resolve(name + ".jfr");
    return List.of(
        "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file,
        "-Xlog:jfr+startup=off");
  }

  /** Whether servers' data and logs stay. */
  public boolean keepsWork() {
    return folder != null;
  }

  /** A folder for servers' data and logs. */
  public Workplace workplace() throws IOException {
    if (folder != null) {
      return new Workplace(Files.createDirectories(folder).toAbsolutePath(), true);
    }
    return new Workplace(Files.createTempDirectory("tidemark-benchmarks"), false);
  }

  /** A folder that is removed at the end unless it is to be kept. */
  public record Workplace(Path folder, boolean kept) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      if (!kept) {
        delete(folder);
      }
    }

    static void delete(Path folder) throws IOException {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
