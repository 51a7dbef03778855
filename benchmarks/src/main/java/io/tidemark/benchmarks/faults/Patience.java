package io.tidemark.benchmarks.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something that may fail to answer meanwhile.
 *
 * @param what is awaited
 * @param attempt null or an exception as long as it is not so
 */
record Patience<T>(String what, Attempt<T> attempt) {

  private static final long PAUSE_MILLIS = 100;

  /** One look. */
  @FunctionalInterface
  interface Attempt<T> {
    @Nullable T look() throws Exception;
  }

  /** Whether it is so. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** It will not come any more. */
  static final class Hopeless extends Exception {
    Hopeless(String message) {
      super(message);
    }
  }

  /** It has not come in time. */
  static final class Exhausted extends Exception {
    Exhausted(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  T await(Duration patience) throws Hopeless, Exhausted, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Exception last = null;
    while (System.nanoTime() < end) {
      try {
        T seen = attempt.look();
        if (seen != null) {
          return seen;
        }
        last = null;
      } catch (Hopeless | InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e; // told if it stays so
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    throw new Exhausted(
        "not within %d s: %s%s"
            .formatted(patience.toSeconds(), what, last == null ? "" : ", " + last),
        last);
  }
}
