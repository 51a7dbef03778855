package io.tidemark.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import io.tidemark.projection.imports.Import;
import io.tidemark.projection.imports.ImportRequest;
import io.tidemark.projection.imports.InvalidMapping;
import io.tidemark.projection.imports.Mapping;
import io.tidemark.projection.imports.Sink;
import io.tidemark.projection.imports.Source;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The two real sets of the demo as events, through the importer's mappings, and as many copies of
 * them as a measurement wants: each copy has entities of its own, and its times are moved.
 */
final class RealEvents {

  private static final List<String> SETS = List.of("hotel_bookings", "incident_event_log");

  /** Between copies; whole days, so that the times of day stay as they are. */
  private static final Duration APART = Duration.ofDays(37);

  private RealEvents() {}

  /**
   * Records that many events.
   *
   * @param events at least; what is too many of the last copy is left out
   */
  static Tape record(Path folder, int events) throws IOException, InvalidMapping {
    try (Tape original = original(folder.resolve("original.tape"));
        Tape.Recorder recorder = new Tape.Recorder(folder.resolve("events.tape"))) {
      for (int copy = 0; recorder.size() < events; copy++) {
        for (int i = 0; i < original.size() && recorder.size() < events; i++) {
          Tape.Entry entry = original.get(i);
          if (copy == 0) {
            recorder.add(entry.topic(), entry.event(), micros(entry.event()));
          } else if (!entry.topic().equals("tidemark.staff")) { // the same people
            Encoded copied = copy(entry.event(), copy);
            recorder.add(entry.topic(), copied, micros(copied));
          }
        }
      }
      return recorder.finish();
    }
  }

  private static Tape original(Path file) throws IOException, InvalidMapping {
    try (Tape.Recorder recorder = new Tape.Recorder(file)) {
      for (String set : SETS) {
        URL csv = RealEvents.class.getResource("/demo/" + set + ".csv.gz");
        if (csv == null) {
          throw new IOException("the demo's " + set + " is not on the class path");
        }
        ImportRequest request =
            new ImportRequest(
                Mapping.named(set),
                List.of(Source.resource(csv)),
                Instant.now(),
                "EUR",
                null,
                null,
                file.resolveSibling(set + ".rejects.csv"));
        var _ = Import.run(request, new RecordingSink(recorder), _ -> {});
      }
      return recorder.finish();
    }
  }

  private record RecordingSink(Tape.Recorder recorder) implements Sink {

    @Override
    public void publish(String topic, Encoded event) throws IOException {
      recorder.add(topic, event, micros(event));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static Encoded copy(Encoded event, int copy) {
    String suffix = "-" + copy;
    byte[] key = (new String(event.key(), UTF_8) + suffix).getBytes(UTF_8);
    List<Header> headers =
        event.headers().stream()
            .map(
                header ->
                    switch (header.name()) {
                      case "ce_subject" -> new Header(header.name(), key);
                      case "ce_id" -> changed(header, text(header) + suffix);
                      case "ce_time" ->
                          changed(
                              header,
                              Instant.parse(text(header))
                                  .minus(APART.multipliedBy(copy))
                                  .toString());
                      default -> header;
                    })
            .toList();
    return new Encoded(key, headers, event.value());
  }

  private static Header changed(Header header, String value) {
    return new Header(header.name(), value.getBytes(UTF_8));
  }

  private static String text(Header header) {
    return new String(header.value(), UTF_8);
  }

  private static long micros(Encoded event) {
    byte[] time = event.header("ce_time");
    if (time == null) {
      throw new IllegalStateException("an imported event has no time");
    }
    Instant instant = Instant.parse(new String(time, UTF_8));
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
