package io.tidemark.projection.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists rejected rows in CSV files: source, line, columns, reason. A file is there only if it has
 * rows.
 */
final class Rejects implements Closeable {

  private final @Nullable Path common;
  private final Map<Path, CsvWriter> writers = new HashMap<>();

  private Rejects(@Nullable Path common) {
    this.common = common;
  }

  /** Also takes away what an earlier import of the same files has listed. */
  static Rejects of(ImportRequest request) throws IOException {
    Rejects rejects = new Rejects(request.rejects());
    for (Source source : request.sources()) {
      Files.deleteIfExists(rejects.file(source));
    }
    return rejects;
  }

  void add(Source source, long line, Rejected rejected) throws IOException {
    Path file = file(source);
    CsvWriter writer = writers.get(file);
    if (writer == null) {
      writer = CsvWriter.builder().autoFlush(true).build(file);
      writers.put(file, writer);
      writer.writeRecord("source", "line", "columns", "reason");
    }
    writer.writeRecord(source.name(), Long.toString(line), rejected.columns(), rejected.reason());
  }

  SortedSet<Path> files() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(writers.keySet()));
  }

  private Path file(Source source) {
    Path file = common == null ? source.rejects() : common;
    if (file == null) {
      throw new IllegalStateException("no place for the rejects of " + source.name());
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    for (CsvWriter writer : writers.values()) {
      writer.close();
    }
  }
}
