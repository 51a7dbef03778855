package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.springframework.boot.SpringBootVersion;

/** Where and with what a measurement was made. */
public final class Machine {

  private Machine() {}

  /** One line each. */
  public static List<String> describe() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("date: " + LocalDate.now(ZoneOffset.UTC));
    lines.add("commit: " + commit().orElse("not known"));
    lines.add(
        "machine: %s, %d cores, %s, %s"
            .formatted(
                field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/meminfo", "MemTotal")
                    .map(Machine::gigabytes)
                    .orElse("memory not known"),
                System.getProperty("os.name") + " " + System.getProperty("os.version")));
    lines.add(
        "versions: Java %s (%s), PostgreSQL 18 (embedded), Kafka %s, Spring Boot %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                AppInfoParser.getVersion(),
                SpringBootVersion.getVersion()));
    return lines;
  }

  private static Optional<String> field(String file, String name) throws IOException {
    if (!Files.exists(Path.of(file))) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }

  private static String gigabytes(String kilobytes) {
    return Math.round(Double.parseDouble(kilobytes.replace("kB", "").strip()) / 1e6) + " GB";
  }

  private static Optional<String> commit() throws IOException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty")
              .redirectErrorStream(true)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? Optional.of(text) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
