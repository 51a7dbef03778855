package io.tidemark.projection.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A mapping of a shop's bookings, and what an import by it gives. */
abstract class ShopImport {

  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  static final String MAPPING =
      """
      source: /import/shop
      csv:
        nulls: [n/a]
      values:
        made: {instant: "{day}", pattern: d/M/yyyy}
        ended: {plus: made, days: stay}
      subject: number
      anchor: made
      events:
        - type: booking.created
          time: made
          sequence: 1
          data: {amount: price, service: service, scheduledFor: ended}
        - type: booking.completed
          when: {state: done}
          time: ended
          sequence: 2
      """;
  static final String HEADER = "number,day,stay,price,service,state\n";

  @TempDir Path folder;

  final CollectingSink sink = new CollectingSink();

  interface Change {
    ImportRequest apply(ImportRequest request);
  }

  ImportReport run(String csv) throws IOException, InvalidMapping {
    Path file = folder.resolve("shop.csv");
    Files.writeString(file, csv);
    return run(List.of(file));
  }

  ImportReport run(List<Path> files) throws IOException, InvalidMapping {
    return run(MAPPING, files, request -> request);
  }

  ImportReport run(String mapping, List<Path> files, Change change)
      throws IOException, InvalidMapping {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(Source.file(file));
    }
    ImportRequest request = ImportRequest.of(Mapping.parse("shop.yaml", mapping), sources, NOW);
    return Import.run(change.apply(request), sink, _ -> {});
  }

  List<String> rejects() throws IOException {
    return Files.readAllLines(folder.resolve("shop.csv.rejects.csv"));
  }
}
