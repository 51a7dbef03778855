package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much processor time the processes of a measurement have used, in seconds, as Linux counts it.
 * PostgreSQL's is that of its server and all its backends.
 */
record CpuTimes(Map<String, Double> seconds) {

  private static final double TICKS_PER_SECOND = 100;

  private static final Path PROC = Path.of("/proc");

  /** The times so far of this process, of these children, and of the servers' PostgreSQL. */
  static CpuTimes now(Servers servers, List<Child> children) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (Files.isDirectory(PROC.resolve("self"))) {
      seconds.put("producer", own(ProcessHandle.current().pid()));
      seconds.put("broker", own(servers.process().pid()));
      for (Child child : children) {
        seconds.put(child.name(), own(child.pid()));
      }
      seconds.put("PostgreSQL", withChildren(postmaster(servers.folder())));
    }
    return new CpuTimes(seconds);
  }

  /** The times so far of a standalone instance and of its PostgreSQL. */
  static CpuTimes of(Child standalone, Path home) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (Files.isDirectory(PROC.resolve("self"))) {
      seconds.put("standalone", own(standalone.pid()));
      seconds.put("PostgreSQL", withChildren(postmaster(home)));
    }
    return new CpuTimes(seconds);
  }

  /** The times so far of a JVM's threads, those of one name together, the busiest first. */
  static CpuTimes ofThreads(Child child) throws IOException {
    Map<String, Double> seconds = new HashMap<>();
    Path tasks = PROC.resolve(child.pid() + "/task");
    if (Files.isDirectory(tasks)) {
      try (Stream<Path> entries = Files.list(tasks)) {
        for (Path task : entries.toList()) {
          Optional<String> line = line(task);
          if (line.isPresent()) { // else it has ended meanwhile
            String name =
                line.get().substring(line.get().indexOf('(') + 1, line.get().lastIndexOf(')'));
            String[] fields = fields(line.get());
            double used =
                (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
            seconds.merge(name.replaceAll("[#-]?\\d+$", "").strip(), used, Double::sum);
          }
        }
      }
    }
    return new CpuTimes(seconds);
  }

  /** Those of at least a tenth of a second, the busiest first. */
  String text() {
    return seconds.entrySet().stream()
        .filter(entry -> entry.getValue() >= 0.1)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .map(e -> String.format(Locale.ROOT, "%s %.1f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  CpuTimes since(CpuTimes before) {
    Map<String, Double> difference = new LinkedHashMap<>();
    seconds.forEach(
        (name, value) -> difference.put(name, value - before.seconds().getOrDefault(name, 0.0)));
    return new CpuTimes(difference);
  }

  private static long postmaster(Path folder) throws IOException {
    Path pid = folder.resolve("postgres/data/postmaster.pid");
    return Long.parseLong(Files.readAllLines(pid).getFirst().strip());
  }

  private static double own(long pid) throws IOException {
    long[] stat = stat(pid).orElse(new long[4]);
    return (stat[0] + stat[1]) / TICKS_PER_SECOND;
  }

  /** Of a process, its ended children, and its living ones. */
  private static double withChildren(long pid) throws IOException {
    long[] stat = stat(pid).orElse(new long[4]);
    double ticks = stat[0] + stat[1] + stat[2] + stat[3];
    for (Map.Entry<Long, Long> child : parents().entrySet()) {
      if (child.getValue() == pid) {
        ticks += own(child.getKey()) * TICKS_PER_SECOND;
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static Map<Long, Long> parents() throws IOException {
    Map<Long, Long> parents = new HashMap<>();
    try (Stream<Path> entries = Files.list(PROC)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.chars().allMatch(Character::isDigit)) {
          long pid = Long.parseLong(name);
          fields(pid).ifPresent(fields -> parents.put(pid, Long.parseLong(fields[1])));
        }
      }
    }
    return parents;
  }

  /** User and system time of the process, then those of its ended children, in ticks. */
  private static Optional<long[]> stat(long pid) throws IOException {
    return fields(pid)
        .map(
            fields -> {
              long[] ticks = new long[4];
              for (int i = 0; i < 4; i++) {
                ticks[i] = Long.parseLong(fields[11 + i]);
              }
              return ticks;
            });
  }

  /** The fields after the command's name; none if the process has ended. */
  private static Optional<String[]> fields(long pid) throws IOException {
    return line(PROC.resolve(Long.toString(pid))).map(CpuTimes::fields);
  }

  private static String[] fields(String line) {
    return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** What Linux says of a process or thread; nothing if it has ended. */
  private static Optional<String> line(Path folder) throws IOException {
    try {
      return Optional.of(
          Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
