package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One run of wrk. Latencies are in milliseconds. */
public record Wrk(double requestsPerSecond, double p50, double p99) {

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern PERCENTILE = Pattern.compile("\\s(50|99)%\\s+([0-9.]+)(us|ms|s)\\b");

  public static boolean isInstalled(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /**
   * Loads a URL.
   *
   * @param connections each a user, with one request at a time
   * @param thinkMillis how long a user waits after each answer
   */
  public static Wrk run(
      Path folder, int connections, int thinkMillis, int seconds, String url, String token)
      throws IOException, InterruptedException {
    return run(folder, connections, seconds, url, token, thinkMillis > 0 ? think(thinkMillis) : "");
  }

  /**
   * Loads several paths in turn, each thread every other of them.
   *
   * @param paths an even number, so that no two threads ask for the same
   */
  static Wrk run(
      Path folder,
      int connections,
      int thinkMillis,
      int seconds,
      String url,
      List<String> paths,
      String token)
      throws IOException, InterruptedException {
    String script =
        """
        local threads = 0
        function setup(thread) threads = threads + 1; thread:set("turn", threads) end
        local paths = { %s }
        function request()
          turn = turn + 2
          return wrk.format(nil, paths[turn %% #paths + 1])
        end
        """
            .formatted(paths.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));
    return run(folder, connections, seconds, url, token, script + think(thinkMillis));
  }

  private static String think(int millis) {
    return "function delay() return %d end\n".formatted(millis);
  }

  /**
   * Loads as a script says.
   *
   * @param script in Lua, as wrk describes it; empty for the URL itself, again and again
   */
  static Wrk run(Path folder, int connections, int seconds, String url, String token, String script)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("wrk", "-t2", "-c" + connections, "-d" + seconds + "s", "--latency"));
    command.addAll(List.of("-H", "Authorization: Bearer " + token));
    if (!script.isEmpty()) {
      Path file = folder.resolve("load.lua");
      Files.writeString(file, script);
      command.addAll(List.of("-s", file.toString()));
    }
    command.add(url);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || output.contains("Non-2xx") || output.contains("Socket errors")) {
      throw new IOException("wrk: " + output);
    }
    return parse(output);
  }

  private static Wrk parse(String output) throws IOException {
    double p50 = -1;
    double p99 = -1;
    Matcher percentile = PERCENTILE.matcher(output);
    while (percentile.find()) {
      double millis = Double.parseDouble(percentile.group(2)) * factor(percentile.group(3));
      if (percentile.group(1).equals("50")) {
        p50 = millis;
      } else {
        p99 = millis;
      }
    }
    Matcher rate = RATE.matcher(output);
    if (!rate.find() || p50 < 0 || p99 < 0) {
      throw new IOException("wrk said something else: " + output);
    }
    return new Wrk(Double.parseDouble(rate.group(1)), p50, p99);
  }

  private static double factor(String unit) {
    return switch (unit) {
      case "us" -> 0.001;
      case "ms" -> 1;
      default -> 1_000;
    };
  }
}
