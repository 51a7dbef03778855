package io.tidemark.projection.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what CSV files say as events. Repeating an import publishes the same events with the
 * same ids, which changes nothing; so does going on after an interruption by starting again.
 */
public final class Import {

  private static final int ROWS_BETWEEN_REPORTS = 2_000;

  private final ImportRequest request;
  private final Sink sink;
  private final Consumer<ImportProgress> listener;

  private final Map<String, Long> byType = new TreeMap<>();
  private final long total;
  private long bytesBefore;
  private long rows;
  private long events;
  private long rejected;
  private long withheld;
  private @Nullable Instant oldest;
  private @Nullable Instant newest;

  private Import(ImportRequest request, Sink sink, Consumer<ImportProgress> listener) {
    this.request = request;
    this.sink = sink;
    this.listener = listener;
    boolean known = request.sources().stream().allMatch(source -> source.size() >= 0);
    this.total = known ? request.sources().stream().mapToLong(Source::size).sum() : -1;
  }

  /**
   * Runs an import to its end; when it returns, all events are kept for good.
   *
   * @param listener told every few thousand rows how far it is, on this thread
   * @throws InvalidMapping if a file does not have the columns that the mapping reads
   * @throws IOException if a file cannot be read or the sink does not take the events
   */
  public static ImportReport run(
      ImportRequest request, Sink sink, Consumer<ImportProgress> listener)
      throws IOException, InvalidMapping {
    return new Import(request, sink, listener).run();
  }

  private ImportReport run() throws IOException, InvalidMapping {
    long start = System.nanoTime();
    Instant shiftTo = request.shiftTo();
    Shift shift = shiftTo == null ? Shift.NONE : shiftTo(shiftTo);
    Translator translator = new Translator(request, shift);
    try (Rejects rejects = Rejects.of(request)) {
      for (Source source : request.sources()) {
        publish(source, translator, rejects);
      }
      sink.flush();
      report(0);
      return new ImportReport(
          rows,
          events,
          rejected,
          withheld,
          byType,
          oldest,
          newest,
          shift.by(),
          rejects.files(),
          (System.nanoTime() - start) / 1_000_000);
    }
  }

  private void publish(Source source, Translator translator, Rejects rejects)
      throws IOException, InvalidMapping {
    long line = 1;
    try (CsvRows csv = CsvRows.open(request.mapping(), source)) {
      for (CsvRecord record = csv.nextRecord(); record != null; record = csv.nextRecord()) {
        line = record.getStartingLineNumber();
        rows++;
        try {
          publish(translator.translate(csv.row(record, rows)));
        } catch (Rejected e) {
          rejected++;
          rejects.add(source, line, e);
        }
        if (rows % ROWS_BETWEEN_REPORTS == 0) {
          report(csv.bytesRead());
        }
      }
      bytesBefore += csv.bytesRead();
    } catch (CsvParseException e) {
      // nothing after this can be told apart into rows
      rows++;
      rejected++;
      rejects.add(
          source, line, new Rejected("", "not CSV: nothing below was read: " + e.getMessage()));
    }
  }

  private void publish(Translator.Translation translation) throws IOException {
    withheld += translation.withheld();
    for (Translator.Ready event : translation.events()) {
      sink.publish(event.rule().type().topic(), event.event());
      events++;
      byType.merge(event.rule().type().fact(), 1L, Long::sum);
      if (newest == null || event.time().isAfter(newest)) {
        newest = event.time();
      }
      if (oldest == null || event.time().isBefore(oldest)) {
        oldest = event.time();
      }
    }
  }

  private void report(long bytesOfThis) {
    listener.accept(new ImportProgress(bytesBefore + bytesOfThis, total, rows, events, rejected));
  }

  private Shift shiftTo(Instant instant) throws IOException, InvalidMapping {
    Instant newestRow = Instant.MIN;
    long before = 0;
    for (Source source : request.sources()) {
      try (CsvRows csv = CsvRows.open(request.mapping(), source)) {
        for (CsvRecord record = csv.nextRecord(); record != null; record = csv.nextRecord()) {
          Instant anchor = anchor(csv, record, ++before);
          newestRow = anchor.isAfter(newestRow) ? anchor : newestRow;
        }
      } catch (CsvParseException _) {
        // the rows up to here count; the import itself, which reads the source again, lists the
        // error
      }
    }
    return newestRow.equals(Instant.MIN)
        ? Shift.NONE
        : Shift.between(newestRow, instant, request.mapping().wholeWeeks());
  }

  /** The row's own time; of a row that has none the import itself will say so. */
  private Instant anchor(CsvRows csv, CsvRecord record, long number) {
    try {
      Instant anchor = request.mapping().anchor().instant(csv.row(record, number));
      return anchor == null ? Instant.MIN : anchor;
    } catch (Rejected _) {
      return Instant.MIN;
    }
  }
}
