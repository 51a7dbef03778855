package io.tidemark.benchmarks;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import io.tidemark.events.EventTypes;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Encoded events in a file that is mapped into memory, so that replaying them costs little. */
final class Tape implements AutoCloseable {

  private static final List<String> TOPICS =
      EventTypes.all().stream().map(type -> type.topic()).distinct().toList();

  private static final List<String> HEADERS =
      List.of(
          "ce_specversion",
          "ce_id",
          "ce_source",
          "ce_type",
          "ce_subject",
          "ce_time",
          "ce_sequence",
          "ce_dataschema",
          "ce_traceparent",
          "content-type");

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(java.nio.ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(java.nio.ByteOrder.BIG_ENDIAN);

  private final Arena arena;
  private final MemorySegment bytes;
  private final long[] offsets;
  private final long[] times;
  private final int[] entities;

  private Tape(Arena arena, MemorySegment bytes, long[] offsets, long[] times, int[] entities) {
    this.arena = arena;
    this.bytes = bytes;
    this.offsets = offsets;
    this.times = times;
    this.entities = entities;
  }

  /** An event and the topic it belongs on. */
  record Entry(String topic, Encoded event) {}

  int size() {
    return offsets.length;
  }

  /** How long the events are on average, with key and headers. */
  long meanBytes() {
    return bytes.byteSize() / size();
  }

  Entry get(int index) {
    long at = offsets[index];
    String topic = TOPICS.get(bytes.get(ValueLayout.JAVA_BYTE, at++));
    int keyLength = bytes.get(SHORT, at);
    byte[] key = array(at + 2, keyLength);
    at += 2 + keyLength;
    int count = bytes.get(ValueLayout.JAVA_BYTE, at++);
    List<Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = HEADERS.get(bytes.get(ValueLayout.JAVA_BYTE, at++));
      int length = bytes.get(SHORT, at);
      headers.add(new Header(name, array(at + 2, length)));
      at += 2 + length;
    }
    int length = bytes.get(INT, at);
    return new Entry(topic, new Encoded(key, headers, array(at + 4, length)));
  }

  private byte[] array(long at, int length) {
    byte[] array = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, array, 0, length);
    return array;
  }

  /** The events in the order of their files. */
  int[] inFileOrder() {
    return IntStream.range(0, size()).toArray();
  }

  /** The events in the order in which they happened. */
  int[] inTimeOrder() {
    return IntStream.range(0, size())
        .boxed()
        .sorted((a, b) -> Long.compare(times[a], times[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  static int[] shuffled(int[] order, long seed) {
    int[] shuffled = order.clone();
    Random random = new Random(seed);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return shuffled;
  }

  /** All events of some entities, about as many events as asked for, in the given order. */
  int[] ofSomeEntities(int[] order, int events) {
    int share = (int) ((long) events * 10_000 / size());
    return Arrays.stream(order).filter(i -> Math.floorMod(entities[i], 10_000) < share).toArray();
  }

  int entities(int[] order) {
    return (int) Arrays.stream(order).map(i -> entities[i]).distinct().count();
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Writes a tape. */
  static final class Recorder implements AutoCloseable {

    private final Path file;
    private final DataOutputStream out;
    private long[] offsets = new long[1 << 20];
    private long[] times = new long[1 << 20];
    private int[] entities = new int[1 << 20];
    private long offset;
    private int size;

    Recorder(Path file) throws IOException {
      this.file = file;
      this.out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
    }

    int size() {
      return size;
    }

    void add(String topic, Encoded event, long time) throws IOException {
      if (size == offsets.length) {
        offsets = Arrays.copyOf(offsets, size * 2);
        times = Arrays.copyOf(times, size * 2);
        entities = Arrays.copyOf(entities, size * 2);
      }
      offsets[size] = offset;
      times[size] = time;
      // spread, so that a share of the hashes is a share of the entities
      entities[size++] =
          ((Arrays.hashCode(event.key()) * 31 + topic.hashCode()) * 0x9E3779B1) >>> 1;
      out.writeByte(index(TOPICS, topic));
      out.writeShort(event.key().length);
      out.write(event.key());
      out.writeByte(event.headers().size());
      offset += 4 + event.key().length;
      for (Header header : event.headers()) {
        out.writeByte(index(HEADERS, header.name()));
        out.writeShort(header.value().length);
        out.write(header.value());
        offset += 3 + header.value().length;
      }
      out.writeInt(event.value().length);
      out.write(event.value());
      offset += 4 + event.value().length;
    }

    private static int index(List<String> names, String name) {
      int index = names.indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException("the tape has no place for " + name);
      }
      return index;
    }

    Tape finish() throws IOException {
      out.close();
      Arena arena = Arena.ofShared();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        return new Tape(
            arena,
            bytes,
            Arrays.copyOf(offsets, size),
            Arrays.copyOf(times, size),
            Arrays.copyOf(entities, size));
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
