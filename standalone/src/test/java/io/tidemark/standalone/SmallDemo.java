package io.tidemark.standalone;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The first rows of the demo's files, so that a test need not load all of them. */
final class SmallDemo {

  private SmallDemo() {}

  /** Writes them as resources into a folder. */
  static Path write(Path folder, int rows) throws IOException {
    Path demo = Files.createDirectories(folder.resolve("demo"));
    for (String name :
        List.of(
            "hotel_bookings.csv.gz",
            "incident_event_log.csv.gz",
            "gp_calls_2021.csv.gz",
            "nyc_taxi_2019.csv.gz")) {
      try (InputStream all =
              Objects.requireNonNull(Demo.class.getResourceAsStream("/demo/" + name));
          var reader =
              new BufferedReader(
                  new InputStreamReader(new GZIPInputStream(all), StandardCharsets.UTF_8));
          var writer =
              new BufferedWriter(
                  new OutputStreamWriter(
                      new GZIPOutputStream(Files.newOutputStream(demo.resolve(name))),
                      StandardCharsets.UTF_8))) {
        for (String line : (Iterable<String>) reader.lines().limit(rows + 1L)::iterator) {
          writer.write(line);
          writer.write('\n');
        }
      }
    }
    return folder;
  }
}
