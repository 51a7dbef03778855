package io.tidemark.benchmarks.faults;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.testkit.Wire;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/** Looks for one {@link SeededBug}, in a deployment of its own, by what would bring it to light. */
final class Hunt implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How long the effect of a bug may take to show, when everything else is done. */
  private static final Duration EFFECT = Duration.ofSeconds(25);

  private static final int BOOKINGS = 300;

  private final Rig rig;
  private final Load load;
  private final Log log;

  private Hunt(Rig rig, long seed) {
    this.rig = rig;
    log = new Log(rig);
    load = Load.start(rig, seed, 0);
  }

  static void of(Path folder, SeededBug bug, long seed, Tally tally) throws InterruptedException {
    System.out.printf("seeded bug, %s: %s%n", bug.guard, bug.text);
    try (Rig rig = Rig.start(folder, bug.roles(), bug);
        Hunt hunt = new Hunt(rig, seed)) {
      String found = hunt.look(bug);
      if (!hunt.isThere(bug)) {
        throw new IllegalStateException("no process has the bug: its classes were never loaded");
      }
      if (found.isEmpty()) {
        tally.missed(bug, "everything looks right");
      } else {
        tally.caught(bug, found);
      }
      System.out.println("  " + (found.isEmpty() ? "NOT CAUGHT" : "caught: " + found));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // that something went wrong is no proof that the bug was noticed
      tally.missed(bug, e.toString());
      System.out.println("  NOT CAUGHT: " + e);
    }
  }

  private boolean isThere(SeededBug bug) throws IOException {
    for (Role role : bug.roles()) {
      if (rig.service(role).process().output().contains(MutationAgent.trace(bug))) {
        return true;
      }
    }
    return false;
  }

  /** What shows that something is wrong; empty if nothing does. */
  private String look(SeededBug bug) throws Exception {
    return switch (bug) {
      case FENCING -> fencing();
      case REGISTER_ORDER -> registerOrder();
      case ATOMIC_POSITION -> atomicPosition();
      case RELAY_LOCK -> relayLock();
      case CACHE_KEY -> cacheKey();
    };
  }

  private String fencing() throws Exception {
    new Patience<>("both projectors have partitions", () -> rig.areShared(2) ? true : null)
        .await(PATIENCE);
    publishBookings(
        "0", new BookingEvent.Created(BigDecimal.TEN, null, null, null, null, null, null));
    settle();
    Role zombie = Role.PROJECTOR_1;
    rig.databaseWire(zombie).become(Wire.State.CUT);
    publishBookings("1", new BookingEvent.Completed());
    if (!Zombie.awaitHandsFull(rig, zombie)) {
      throw new IllegalStateException(zombie.text() + " has nothing to write");
    }
    Zombie.stop(rig, zombie);
    settle();
    rig.databaseWire(zombie).become(Wire.State.OPEN);
    Zombie.goOn(rig, zombie);
    return difference();
  }

  private void publishBookings(String number, Event event) {
    String type = EventTypes.of(event).name();
    Instant time = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(Long.parseLong(number));
    for (int i = 0; i < BOOKINGS; i++) {
      String subject = "fenced-" + i;
      load.publish(
          new Received(
              new Envelope(subject + "-" + number, "/faults", type, subject, time, 0, null, null),
              event));
    }
    load.flush();
  }

  private String registerOrder() throws Exception {
    publishChunks();
    settle();
    return difference();
  }

  private String atomicPosition() throws Exception {
    publishChunks();
    settle();
    Locks.hold(rig, "lock table readmodel.booking in exclusive mode");
    publishChunks();
    TimeUnit.SECONDS.sleep(3);
    rig.service(Role.PROJECTOR_1).kill();
    Locks.letGo(rig);
    rig.service(Role.PROJECTOR_1).start();
    rig.service(Role.PROJECTOR_1).awaitHealthy();
    settle();
    return difference();
  }

  private String relayLock() throws Exception {
    HeldAppend.begin(rig);
    HeldAppend.end(rig);
    return difference();
  }

  private String cacheKey() throws Exception {
    publishChunks();
    settle();
    try (Readers readers = Readers.start(rig)) {
      long end = System.nanoTime() + EFFECT.toNanos();
      while (readers.leaks() == 0 && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
      return readers.leaks() == 0 ? "" : "an answer held more or less than its reader may see";
    }
  }

  private void publishChunks() {
    for (int i = 0; i < 4; i++) {
      load.chunk().forEach(load::publish);
    }
    load.flush();
  }

  /** Waits until the log is folded in, whoever does it. */
  private void settle() throws Exception {
    Map<TopicPartition, Long> ends = log.ends();
    new Patience<>("the log is folded in", () -> Judge.isFolded(rig, ends) ? true : null)
        .await(PATIENCE);
  }

  /** Compares until something differs. */
  private String difference() throws Exception {
    long end = System.nanoTime() + EFFECT.toNanos();
    while (true) {
      log.readTo(log.ends());
      Set<String> owed = new HashSet<>(load.acknowledged());
      if (rig.roles().contains(Role.COMMANDS)) {
        owed.addAll(Judge.stored(rig));
      }
      Judgement judgement = Judge.compare(rig, log, owed);
      // what is under way differs too: it counts when it stays so
      if (!judgement.exact() && (isSettled() || System.nanoTime() > end)) {
        return "%,d cells differ, lost %,d, twice %,d; %s"
            .formatted(
                judgement.differing(),
                judgement.lost(),
                judgement.twice(),
                judgement.examples().getFirst());
      }
      if (System.nanoTime() > end) {
        return "";
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private boolean isSettled() throws Exception {
    return !rig.roles().contains(Role.COMMANDS) && Judge.isFolded(rig, log.ends());
  }

  @Override
  public void close() {
    load.close();
    log.close();
  }
}
