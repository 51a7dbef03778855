package io.tidemark.testkit.reference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** The files that the demo loads, where they lie in the source tree. */
public final class DemoFile {

  private static final Path FOLDER = Path.of("standalone", "src", "main", "resources", "demo");

  private DemoFile() {}

  public static Path hotelBookings() {
    return find("hotel_bookings.csv.gz");
  }

  public static Path incidentEventLog() {
    return find("incident_event_log.csv.gz");
  }

  public static Path gpCalls() {
    return find("gp_calls_2021.csv.gz");
  }

  public static Path nycTaxi() {
    return find("nyc_taxi_2019.csv.gz");
  }

  private static Path find(String name) {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve(FOLDER).resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException("no " + FOLDER.resolve(name) + " above " + start);
  }

  /**
   * A figure by its name, of the reference figures {@code <set>.expected.json} beside this class.
   */
  public static InputStream expected(String set) {
    InputStream json = DemoFile.class.getResourceAsStream(set + ".expected.json");
    if (json == null) {
      throw new IllegalArgumentException(set);
    }
    return json;
  }

  /**
   * Reads each row by column name. No file has quotes: splitting at commas is all there is to it.
   */
  static <T> List<T> rows(Path gzip, Function<Columns, T> read) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(gzip)), StandardCharsets.US_ASCII))) {
      List<String> header = List.of(lines.readLine().split(",", -1));
      List<T> rows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(read.apply(new Columns(header, List.of(line.split(",", -1)), rows.size() + 1)));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of a row, and its number from 1. */
  record Columns(List<String> header, List<String> fields, int row) {
    String get(String column) {
      return fields.get(header.indexOf(column));
    }
  }
}
