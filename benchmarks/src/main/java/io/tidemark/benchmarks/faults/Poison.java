package io.tidemark.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that are no events, each in another way. */
final class Poison {

  private static final String BOOKINGS = "tidemark.bookings";

  private Poison() {}

  static ProducerRecord<byte[], byte[]> record(Random random, byte[] key) {
    return switch (random.nextInt(6)) {
      case 0 -> bytes(random, key);
      case 1 -> event(key, "io.tidemark.booking.created", "{\"amount\":");
      case 2 -> event(key, "io.tidemark.booking.teleported", "{}");
      case 3 ->
          event(key, "io.tidemark.booking.created", "{\"amount\":\"9.90\",\"currency\":\"XTS\"}");
      case 4 ->
          event(key, "io.tidemark.booking.created", "{\"amount\":\"1" + "0".repeat(30) + "\"}");
      default -> {
        // a time that the clock of no projector has come near to
        ProducerRecord<byte[], byte[]> ahead =
            event(key, "io.tidemark.booking.created", "{\"amount\":\"9.90\"}");
        ahead.headers().remove("ce_time");
        ahead.headers().add("ce_time", "2090-01-01T00:00:00Z".getBytes(UTF_8));
        yield ahead;
      }
    };
  }

  private static ProducerRecord<byte[], byte[]> bytes(Random random, byte[] key) {
    byte[] value = new byte[random.nextInt(200)];
    random.nextBytes(value);
    String topic =
        List.of(BOOKINGS, "tidemark.calls", "tidemark.production").get(random.nextInt(3));
    return marked(new ProducerRecord<>(topic, key, value));
  }

  private static ProducerRecord<byte[], byte[]> event(byte[] key, String type, String payload) {
    ProducerRecord<byte[], byte[]> record =
        marked(new ProducerRecord<>(BOOKINGS, key, payload.getBytes(UTF_8)));
    record
        .headers()
        .add("ce_specversion", "1.0".getBytes(UTF_8))
        .add("ce_id", key)
        .add("ce_source", "/faults".getBytes(UTF_8))
        .add("ce_type", type.getBytes(UTF_8))
        .add("ce_subject", key)
        .add("ce_time", "2025-01-01T00:00:00Z".getBytes(UTF_8))
        .add("content-type", "application/json".getBytes(UTF_8));
    return record;
  }

  private static ProducerRecord<byte[], byte[]> marked(ProducerRecord<byte[], byte[]> record) {
    record.headers().add(Load.POISON, new byte[] {1});
    return record;
  }
}
