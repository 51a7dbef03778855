package io.tidemark.benchmarks.faults;

import io.tidemark.testkit.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A projector that has a batch in its hands which it cannot write, is stopped until others have its
 * partitions, and then goes on as if nothing had happened.
 */
final class Zombie {

  /** Longer than a consumer's session. */
  private static final Duration STOPPED = Duration.ofSeconds(7);

  private static final Duration HANDS_FULL = Duration.ofSeconds(20);

  private static final Map<Long, Process> GUARDS = new ConcurrentHashMap<>();

  private Zombie() {}

  static Fault of(Role projector) {
    return new Fault(
        Kind.ZOMBIE,
        "stop %s with a batch in its hands".formatted(projector.text()),
        STOPPED,
        rig -> {
          rig.databaseWire(projector).become(Wire.State.CUT);
          awaitHandsFull(rig, projector);
          stop(rig, projector);
        },
        rig -> {
          rig.databaseWire(projector).become(Wire.State.OPEN);
          goOn(rig, projector);
        });
  }

  /**
   * Waits until its health says that something cannot be written.
   *
   * @return whether there is such a thing: without any events there is none
   */
  static boolean awaitHandsFull(Rig rig, Role projector) throws InterruptedException {
    long end = System.nanoTime() + HANDS_FULL.toNanos();
    while (System.nanoTime() < end) {
      if (rig.service(projector).details().contains("\"trouble\"")) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return false;
  }

  /** Whatever becomes of this process, the stopped one does not stay so. */
  static void stop(Rig rig, Role projector) throws Exception {
    long pid = rig.service(projector).process().pid();
    GUARDS.put(
        pid,
        new ProcessBuilder("sh", "-c", "sleep 90; kill -CONT " + pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
    Rig.signal("STOP", pid);
  }

  static void goOn(Rig rig, Role projector) throws Exception {
    long pid = rig.service(projector).process().pid();
    Rig.signal("CONT", pid);
    Process guard = GUARDS.remove(pid);
    if (guard != null) {
      guard.descendants().forEach(ProcessHandle::destroy);
      guard.destroy();
    }
  }
}
