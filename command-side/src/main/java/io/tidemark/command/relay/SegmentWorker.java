package io.tidemark.command.relay;

import io.tidemark.command.relay.Publisher.Failure;
import io.tidemark.command.relay.Publisher.Sent;
import io.tidemark.command.relay.SegmentState.Failing;
import io.tidemark.command.relay.SegmentState.Halted;
import io.tidemark.command.relay.SegmentState.Relaying;
import io.tidemark.command.relay.StoredEvents.Page;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Relays one segment for as long as it is this instance's. */
final class SegmentWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SegmentWorker.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** A position that only skips others' events is written so often at most. */
  private static final Duration KEEP_EVERY = Duration.ofSeconds(1);

  /** What all workers of an instance have in common. */
  record Common(
      StoredEvents events,
      Segments segments,
      Horizon horizon,
      int count,
      RelayProperties properties,
      LongAdder relayed,
      LongAdder failures) {}

  private final Common common;
  private final int segment;
  private final Publisher publisher;
  private volatile long position;
  private volatile long leasedUntil;
  private volatile boolean leaving;
  private volatile SegmentState state = new Relaying();
  private long kept;
  private long keptAt = System.nanoTime();
  private int attempts;

  SegmentWorker(Common common, int segment, long position, long leasedUntil, Publisher publisher) {
    this.common = common;
    this.segment = segment;
    this.position = position;
    this.kept = position;
    this.leasedUntil = leasedUntil;
    this.publisher = publisher;
  }

  SegmentState state() {
    return state;
  }

  /** All of the segment's events up to it are on their topics. */
  long position() {
    return position;
  }

  /** Nobody else takes the segment before this instant of {@link System#nanoTime}. */
  void leasedUntil(long nanos) {
    leasedUntil = nanos;
  }

  /** Ends it, after the batch that it is about. */
  void leave() {
    leaving = true;
  }

  @Override
  public void run() {
    try (publisher) {
      while (!leaving) {
        try {
          step();
        } catch (SQLException e) {
          failed(new Failing("the event store cannot be read: " + e.getMessage()));
        } catch (RuntimeException e) {
          log.error("Segment {} of the relay fails.", segment, e);
          failed(new Failing(e.toString()));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  private void step() throws SQLException, InterruptedException {
    long horizon = common.horizon().awaitBeyond(position, Duration.ofMillis(200));
    if (horizon <= position) {
      skipTo(position);
      return;
    }
    Page page =
        common
            .events()
            .page(segment, common.count() - 1, position, horizon, common.properties().batch());
    if (page.events().isEmpty()) {
      skipTo(page.end());
    } else if (leasedUntil - System.nanoTime() > 0) {
      relay(page);
    } else {
      Thread.sleep(20); // somebody else may have it by now; it is being asked for
    }
  }

  private void relay(Page page) throws SQLException, InterruptedException {
    Sent sent = publisher.send(page.events());
    common.relayed().add(sent.acknowledged());
    Failure failure = sent.failure();
    if (failure == null) {
      moveTo(page.end());
    } else if (sent.acknowledged() > 0) {
      moveTo(page.events().get(sent.acknowledged() - 1).position());
    }
    if (failure == null) {
      if (attempts > 0) {
        log.info("Segment {} of the relay goes on.", segment);
      }
      attempts = 0;
      state = new Relaying();
    } else {
      String reason = failure.event() + ": " + failure.reason();
      failed(failure.forGood() ? new Halted(reason) : new Failing(reason));
    }
  }

  private void moveTo(long end) throws SQLException {
    if (common.segments().advance(segment, end)) {
      position = end;
      kept = end;
      keptAt = System.nanoTime();
    } else {
      log.info("Segment {} of the relay is another instance's now.", segment);
      leaving = true;
    }
  }

  private void skipTo(long end) throws SQLException {
    if (end > kept && System.nanoTime() - keptAt > KEEP_EVERY.toNanos()) {
      moveTo(end);
    } else {
      position = end;
    }
  }

  private void failed(SegmentState how) throws InterruptedException {
    common.failures().increment();
    if (!how.equals(state)) {
      switch (how) {
        case Relaying _ -> {}
        case Failing failing ->
            log.warn("Segment {} of the relay tries again: {}", segment, failing.reason());
        case Halted halted ->
            log.error(
                "Segment {} of the relay is HALTED: an event cannot be sent, and none after it is."
                    + " See docs/operations.md. {}",
                segment,
                halted.reason());
      }
    }
    state = how;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts++, 16));
    if (pause.compareTo(common.properties().retry()) > 0) {
      pause = common.properties().retry();
    }
    long until = System.nanoTime() + pause.toNanos();
    while (!leaving && until - System.nanoTime() > 0) {
      Thread.sleep(20);
    }
  }
}
