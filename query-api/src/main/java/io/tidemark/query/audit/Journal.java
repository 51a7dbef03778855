package io.tidemark.query.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where entries wait for PostgreSQL: files that are appended to by one plain write an entry, which
 * outlives the process from the moment that it returns. Not thread-safe: the trail locks.
 *
 * <p>A folder is one writer's and holds one chain. Files are named by the first entry they hold and
 * go when PostgreSQL has all of their entries and some of the next file's: so the newest entry that
 * is in PostgreSQL always stays here too, the chain can be gone on with, and a table whose end has
 * been cut off is found out.
 */
final class Journal implements AutoCloseable {

  private static final String SUFFIX = ".journal";
  private static final int SEGMENT_BYTES = 16 << 20;
  private static final int LONGEST_RECORD = 1 << 20;

  private final Path folder;
  private final FileChannel lockFile;
  private final UUID chain;
  private final HashChain hashes;
  private final TreeMap<Long, Path> segments = new TreeMap<>();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(8 << 10);
  private byte[] scratch = new byte[8 << 10];
  private @Nullable FileChannel active;
  private long activeBytes;
  private long lastSeq;
  private byte[] lastHash;

  private Journal(Path folder, FileChannel lockFile, UUID chain) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.chain = chain;
    this.hashes = new HashChain(chain);
    this.lastHash = hashes.genesis();
  }

  /**
   * Opens the folder and reads what waits there, oldest first.
   *
   * @throws IllegalStateException if another process has it
   */
  static Journal open(Path folder, List<ChainedEntry> waiting) throws IOException {
    Files.createDirectories(folder);
    FileChannel lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(lockFile)) {
      lockFile.close();
      throw new IllegalStateException(
          "The audit folder " + folder.toAbsolutePath() + " is in use by another process.");
    }
    Path chainFile = folder.resolve("chain");
    if (!Files.exists(chainFile)) {
      Files.writeString(chainFile, UUID.randomUUID().toString());
    }
    Journal journal =
        new Journal(folder, lockFile, UUID.fromString(Files.readString(chainFile).strip()));
    journal.recover(waiting);
    return journal;
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this very process
    }
  }

  private void recover(List<ChainedEntry> waiting) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .forEach(file -> segments.put(firstSeqOf(file), file));
    }
    boolean first = true;
    for (Path segment : segments.values()) {
      byte[] bytes = Files.readAllBytes(segment);
      ByteBuffer in = ByteBuffer.wrap(bytes);
      while (true) {
        int start = in.position();
        ChainedEntry next = next(in, first);
        if (next == null) {
          if (start < bytes.length) {
            // an entry whose write was cut short: the request that it is of was never answered
            try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
              file.truncate(start);
            }
          }
          break;
        }
        first = false;
        waiting.add(next);
        lastSeq = next.seq();
        lastHash = next.hash();
      }
    }
    if (!segments.isEmpty()) {
      open(segments.lastEntry().getValue());
    }
  }

  private static long firstSeqOf(Path file) {
    return Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
  }

  /** The next whole entry that fits the chain; null at the end, or where it is broken. */
  private @Nullable ChainedEntry next(ByteBuffer in, boolean first) {
    if (in.remaining() < Integer.BYTES) {
      return null;
    }
    int length = in.getInt(in.position());
    if (length <= 0
        || length > LONGEST_RECORD
        || in.remaining() < Integer.BYTES + HashChain.HASH_LENGTH + length) {
      return null;
    }
    in.getInt();
    byte[] previous = new byte[HashChain.HASH_LENGTH];
    in.get(previous);
    byte[] canonical = new byte[length];
    in.get(canonical);
    if (!first && !Arrays.equals(previous, lastHash)) {
      return null;
    }
    byte[] hash = hashes.hash(previous, canonical, 0, length);
    ByteBuffer fields = ByteBuffer.wrap(canonical);
    fields.get();
    long seq = fields.getLong();
    if (!first && seq != lastSeq + 1) {
      return null;
    }
    AuditEntry entry =
        new AuditEntry(
            HashChain.instant(fields.getLong()),
            text(fields),
            known(text(fields)),
            known(text(fields)),
            text(fields),
            text(fields),
            known(text(fields)),
            known(text(fields)));
    return new ChainedEntry(seq, entry, hash);
  }

  private static String known(@Nullable String text) {
    return Objects.requireNonNull(text, "a field of the journal is missing");
  }

  private static @Nullable String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  UUID chain() {
    return chain;
  }

  long lastSeq() {
    return lastSeq;
  }

  byte[] lastHash() {
    return lastHash;
  }

  /** Appends an entry as the next of the chain; when this returns, it outlives the process. */
  ChainedEntry append(AuditEntry entry) throws IOException {
    long seq = lastSeq + 1;
    int longest = Integer.BYTES + HashChain.HASH_LENGTH + HashChain.longest(entry);
    if (buffer.capacity() < longest) {
      buffer = ByteBuffer.allocateDirect(longest);
      scratch = new byte[longest];
    }
    int header = Integer.BYTES + HashChain.HASH_LENGTH;
    ByteBuffer out = ByteBuffer.wrap(scratch);
    out.position(header);
    HashChain.write(out, seq, entry);
    int length = out.position() - header;
    out.putInt(0, length);
    out.put(Integer.BYTES, lastHash);
    byte[] hash = hashes.hash(lastHash, scratch, header, length);
    buffer.clear().put(scratch, 0, header + length).flip();
    write(seq, buffer);
    lastSeq = seq;
    lastHash = hash;
    return new ChainedEntry(seq, entry, hash);
  }

  private void write(long seq, ByteBuffer record) throws IOException {
    FileChannel file = active;
    if (file == null || activeBytes >= SEGMENT_BYTES) {
      Path next = folder.resolve("%019d%s".formatted(seq, SUFFIX));
      file = open(next);
      segments.put(seq, next);
    }
    int length = record.remaining();
    try {
      while (record.hasRemaining()) {
        file.write(record);
      }
    } catch (IOException e) {
      file.truncate(activeBytes); // half an entry must not precede a whole one
      throw e;
    }
    activeBytes += length;
  }

  private FileChannel open(Path segment) throws IOException {
    FileChannel opened =
        FileChannel.open(segment, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    activeBytes = opened.size();
    opened.position(activeBytes);
    FileChannel before = active;
    active = opened;
    if (before != null) {
      before.close();
    }
    return opened;
  }

  /** Gives up the files that nobody needs once PostgreSQL has everything up to this entry. */
  void trim(long persistedSeq) throws IOException {
    List<Long> done = new ArrayList<>();
    for (Long first : segments.keySet()) {
      Long next = segments.higherKey(first);
      if (next == null || next > persistedSeq) {
        break;
      }
      done.add(first);
    }
    for (Long first : done) {
      Path segment = segments.remove(first);
      if (segment != null) {
        Files.deleteIfExists(segment);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (active != null) {
        active.close();
      }
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
