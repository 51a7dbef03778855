package io.tidemark.command.relay;

import io.tidemark.command.relay.SegmentWorker.Common;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This instance's part in the relay. Once in a while it shows that it is there, and has its share
 * of the segments: it gives up what is too much, and takes what is free.
 */
public final class Relay {

  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final String instance;
  private final StoredEvents events;
  private final Segments segments;
  private final Backlog backlog;
  private final RelayProperties properties;
  private final IntFunction<Publisher> publishers;
  private final Horizon horizon;
  private final LongAdder relayed = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Map<Integer, Running> running = new ConcurrentSkipListMap<>();
  private final Thread look;
  private final Thread share;
  private int count;
  private volatile @Nullable String trouble = "it has not begun yet";

  private record Running(SegmentWorker worker, Thread thread) {}

  Relay(
      String instance,
      StoredEvents events,
      Segments segments,
      Backlog backlog,
      RelayProperties properties,
      IntFunction<Publisher> publishers) {
    this.instance = instance;
    this.events = events;
    this.segments = segments;
    this.backlog = backlog;
    this.properties = properties;
    this.publishers = publishers;
    this.horizon = new Horizon(events, properties.poll());
    this.look = thread("tidemark-relay-horizon", horizon);
    this.share = thread("tidemark-relay", this::share);
  }

  private static Thread thread(String name, Runnable runnable) {
    return Thread.ofPlatform().name(name).daemon().unstarted(runnable);
  }

  void start() {
    look.start();
    share.start();
  }

  /** Something was stored by this instance. */
  void ring() {
    horizon.ring();
  }

  /** Finishes what is under way, and gives the segments free. */
  void stop() throws InterruptedException {
    share.interrupt();
    share.join();
    running.values().forEach(segment -> segment.worker().leave());
    for (Running segment : running.values()) {
      segment.thread().join(Duration.ofSeconds(3));
    }
    crash();
    try {
      release();
      segments.leave();
    } catch (SQLException e) {
      log.info("The relay's segments are free when its time is up: {}", e.getMessage());
    }
  }

  /** Stops as a killed process does: whatever was under way, and its claims, stay as they are. */
  void crash() throws InterruptedException {
    share.interrupt();
    look.interrupt();
    for (Running segment : running.values()) {
      segment.worker().leave();
      segment.thread().interrupt();
    }
    look.join(Duration.ofSeconds(1));
    for (Running segment : running.values()) {
      segment.thread().join(Duration.ofSeconds(1));
    }
  }

  private void share() {
    Duration rest = properties.takeover().dividedBy(5);
    if (rest.compareTo(Duration.ofSeconds(1)) > 0) {
      rest = Duration.ofSeconds(1);
    }
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          takePart();
          trouble = null;
        } catch (SQLException | RuntimeException e) {
          if (trouble == null) {
            log.warn("The relay cannot take part: {}", e.toString());
          }
          trouble = "the event store cannot be reached: " + e.getMessage();
        }
        Thread.sleep(rest);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  private void takePart() throws SQLException {
    if (count == 0) {
      count = segments.setUp(properties.segments());
      if (count != properties.segments()) {
        log.warn("The relay has {} segments, as it had at its first start.", count);
      }
    }
    renew();
    release();
    balance(segments.members());
    backlog.measure(count, horizon.position());
  }

  private void renew() throws SQLException {
    long until = System.nanoTime() + properties.takeover().toNanos();
    Set<Integer> kept = segments.renew(running.keySet());
    running.forEach(
        (segment, r) -> {
          if (kept.contains(segment)) {
            r.worker().leasedUntil(until);
          } else {
            r.worker().leave();
          }
        });
  }

  /** Those whose workers have ended. */
  private void release() throws SQLException {
    for (var entry : Map.copyOf(running).entrySet()) {
      if (!entry.getValue().thread().isAlive()) {
        segments.release(entry.getKey(), entry.getValue().worker().position());
        running.remove(entry.getKey());
      }
    }
  }

  private void balance(List<String> members) throws SQLException {
    int share = count / members.size();
    if (members.indexOf(instance) < count % members.size()) {
      share++;
    }
    int surplus = running.size() - share;
    for (Running segment : running.values()) {
      if (surplus-- > 0) {
        segment.worker().leave();
      }
    }
    if (running.size() >= share) {
      return;
    }
    for (int segment : segments.free()) {
      if (running.size() < share && !running.containsKey(segment)) {
        claim(segment);
      }
    }
  }

  private void claim(int segment) throws SQLException {
    long until = System.nanoTime() + properties.takeover().toNanos();
    OptionalLong position = segments.claim(segment);
    if (position.isEmpty()) {
      return;
    }
    var common = new Common(events, segments, horizon, count, properties, relayed, failures);
    var worker =
        new SegmentWorker(common, segment, position.getAsLong(), until, publishers.apply(segment));
    Thread thread = thread("tidemark-relay-" + segment, worker);
    running.put(segment, new Running(worker, thread));
    thread.start();
    log.info("Segment {} of the relay goes on here from {}.", segment, position.getAsLong());
  }

  /** This instance's segments, and how each is doing. */
  Map<Integer, SegmentState> states() {
    Map<Integer, SegmentState> states = new TreeMap<>();
    running.forEach((segment, r) -> states.put(segment, r.worker().state()));
    return states;
  }

  /** Why it cannot do its part, or null. */
  @Nullable String trouble() {
    String own = trouble;
    return own != null ? own : horizon.trouble();
  }

  Backlog backlog() {
    return backlog;
  }

  /** How many events it has relayed since it began. */
  long relayed() {
    return relayed.sum();
  }

  /** How many attempts have failed since it began. */
  long failures() {
    return failures.sum();
  }
}
