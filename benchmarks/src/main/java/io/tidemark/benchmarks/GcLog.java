package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's log of its garbage collector says about its heap. */
record GcLog(long maxUsedAfterMegabytes, double pauseSeconds) {

  private static final Pattern PAUSE =
      Pattern.compile("Pause .*\\d+M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

  static GcLog of(Path folder, String child) throws IOException {
    long max = 0;
    double millis = 0;
    for (String line : Files.readAllLines(folder.resolve(child + ".gc.log"))) {
      Matcher pause = PAUSE.matcher(line);
      if (pause.find()) {
        max = Math.max(max, Long.parseLong(pause.group(1)));
        millis += Double.parseDouble(pause.group(2));
      }
    }
    return new GcLog(max, millis / 1000);
  }
}
