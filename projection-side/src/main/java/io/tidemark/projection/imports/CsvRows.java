package io.tidemark.projection.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file, read as a stream: header first, any line ends, a byte order mark left out.
 */
final class CsvRows implements Closeable {

  private static final int BUFFER = 1 << 16;

  private final Mapping mapping;
  private final Source source;
  private final CountingStream counted;
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;
  private final int[] positions;
  private final int width;

  private CsvRows(Mapping mapping, Source source) throws IOException, InvalidMapping {
    this.mapping = mapping;
    this.source = source;
    this.counted = new CountingStream(source.open());
    try {
      this.reader = reader(mapping.csv(), inflated(counted));
      this.records = reader.iterator();
      List<String> header = header();
      this.width = header.size();
      this.positions = positions(mapping, source, header);
    } catch (IOException | InvalidMapping | RuntimeException e) {
      counted.close();
      throw e;
    }
  }

  static CsvRows open(Mapping mapping, Source source) throws IOException, InvalidMapping {
    return new CsvRows(mapping, source);
  }

  private static InputStream inflated(InputStream stored) throws IOException {
    PushbackInputStream peeked =
        new PushbackInputStream(new BufferedInputStream(stored, BUFFER), 2);
    byte[] magic = peeked.readNBytes(2);
    peeked.unread(magic);
    boolean gzip = magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    return gzip ? new GZIPInputStream(peeked, BUFFER) : peeked;
  }

  private static CsvReader<CsvRecord> reader(CsvFormat format, InputStream text) {
    return CsvReader.builder()
        .fieldSeparator(format.separator())
        .quoteCharacter(format.quote())
        .detectBomHeader(true)
        .skipEmptyLines(true)
        // a row of another width is rejected with its line, and the next one read
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .ofCsvRecord(text, format.encoding());
  }

  private List<String> header() throws IOException, InvalidMapping {
    CsvRecord header = nextRecord();
    if (header == null) {
      throw new InvalidMapping(source.name(), "is empty: it has no header line");
    }
    return header.getFields();
  }

  private static int[] positions(Mapping mapping, Source source, List<String> header)
      throws InvalidMapping {
    List<String> missing = new ArrayList<>();
    int[] positions = new int[mapping.columns().size()];
    for (int slot = 0; slot < positions.length; slot++) {
      String column = mapping.columns().get(slot);
      positions[slot] = header.indexOf(column);
      if (positions[slot] < 0) {
        missing.add(column);
      } else if (header.lastIndexOf(column) != positions[slot]) {
        throw new InvalidMapping(source.name(), "has two columns " + column);
      }
    }
    if (!missing.isEmpty()) {
      throw new InvalidMapping(
          source.name(),
          "has no column "
              + String.join(", ", missing)
              + ", which the mapping "
              + mapping.name()
              + " reads; it has "
              + String.join(", ", header));
    }
    return positions;
  }

  /**
   * The next record, of whatever width, or null at the end.
   *
   * @throws CsvParseException for what is no CSV; nothing can be read after it
   */
  @Nullable CsvRecord nextRecord() throws IOException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (NoSuchElementException _) {
      return null;
    } catch (UncheckedIOException e) {
      throw new IOException(source.name() + " cannot be read to its end: " + e.getMessage(), e);
    }
  }

  Row row(CsvRecord fields, long number) throws Rejected {
    if (fields.getFieldCount() != width) {
      throw new Rejected(
          "", "has " + fields.getFieldCount() + " fields, but the header has " + width);
    }
    return new Row(mapping, fields, positions, number);
  }

  /** How much of the source was read so far, in bytes as stored. */
  long bytesRead() {
    return counted.count;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    counted.close();
  }

  private static final class CountingStream extends FilterInputStream {

    private long count;

    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
