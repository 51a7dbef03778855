package io.tidemark.benchmarks.faults;

import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Received;
import io.tidemark.testkit.oracle.History;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Events of all families at a rate: shuffled, one in twenty of them twice, with records in between
 * that are none. It notes what the broker has acknowledged.
 */
final class Load implements AutoCloseable {

  /** Marks what the load knows to be no event; nobody else reads it. */
  static final String POISON = "faults-poison";

  private static final int ENTITIES = 30;
  private static final int DUPLICATES_PERCENT = 5;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Random random;
  private final long seed;
  private final int rate;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Received> recent = new ArrayList<>();
  private final @Nullable Thread thread;
  private long chunks;
  private volatile boolean running = true;
  private volatile boolean paused;

  private Load(Rig rig, long seed, int rate) {
    Map<String, Object> settings = rig.kafkaClient();
    settings.put("acks", "all");
    settings.put("delivery.timeout.ms", 600_000);
    settings.put("request.timeout.ms", 10_000);
    settings.put("max.block.ms", 600_000);
    settings.put("metadata.max.age.ms", 3_000);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    random = new Random(seed);
    this.seed = seed;
    this.rate = rate;
    thread = rate > 0 ? Thread.ofPlatform().name("load").daemon().start(this::run) : null;
  }

  /**
   * @param rate records a second; 0 for none but those that are {@link #publish published} by name
   */
  static Load start(Rig rig, long seed, int rate) {
    return new Load(rig, seed, rate);
  }

  private void run() {
    long next = System.nanoTime();
    while (running) {
      for (Received received : chunk()) {
        while (running && (paused || System.nanoTime() < next)) {
          LockSupport.parkNanos(2_000_000);
          if (paused) {
            next = System.nanoTime();
          }
        }
        if (!running) {
          return;
        }
        publish(received);
        next += 1_000_000_000 / rate;
        if (random.nextInt(100) < DUPLICATES_PERCENT) {
          publish(recent.get(random.nextInt(recent.size())));
        }
        if (random.nextInt(200) == 0) {
          poison();
        }
      }
    }
  }

  /** What happens to some new entities, in any order. */
  List<Received> chunk() {
    String prefix = "%x-%d-".formatted(seed & 0xffff, chunks);
    List<Received> events = new ArrayList<>();
    for (Received received : History.of(seed + chunks++, ENTITIES)) {
      Envelope of = received.envelope();
      events.add(
          new Received(
              new Envelope(
                  prefix + of.id(),
                  of.source(),
                  of.type(),
                  // what was bought is the account's, and these are few
                  of.type().contains("creditsPurchased") ? of.subject() : prefix + of.subject(),
                  of.time(),
                  of.sequence(),
                  null,
                  null),
              received.event()));
    }
    Collections.shuffle(events, random);
    return events;
  }

  void publish(Received received) {
    if (recent.size() < 500) {
      recent.add(received);
    } else {
      recent.set(random.nextInt(recent.size()), received);
    }
    Encoded encoded = CloudEventEncoder.encode(received.envelope(), received.event());
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            EventTypes.topicOf(received.envelope().type()), encoded.key(), encoded.value());
    encoded.headers().forEach(header -> record.headers().add(header.name(), header.value()));
    send(record, Log.identity(received.envelope()));
  }

  /** Waits until everything that was published is acknowledged. */
  void flush() {
    producer.flush();
  }

  private void poison() {
    byte[] key =
        ("poison-" + random.nextInt(1_000)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    send(Poison.record(random, key), null);
  }

  private void send(ProducerRecord<byte[], byte[]> record, @Nullable String identity) {
    published.incrementAndGet();
    try {
      var _ =
          producer.send(
              record,
              (_, failure) -> {
                if (failure != null) {
                  failed.incrementAndGet();
                } else if (identity != null) {
                  acknowledged.add(identity);
                }
              });
    } catch (KafkaException e) {
      failed.incrementAndGet(); // not acknowledged, so nothing is owed
    }
  }

  /** Sends nothing more until it goes on, and waits for what is under way. */
  void pause() {
    paused = true;
    producer.flush();
  }

  void goOn() {
    paused = false;
  }

  long published() {
    return published.get();
  }

  /** How many records were given up by the producer. */
  long failed() {
    return failed.get();
  }

  /** What must be in the log. */
  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  @Override
  public void close() {
    running = false;
    if (thread != null) {
      Ending.of(thread);
    }
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
