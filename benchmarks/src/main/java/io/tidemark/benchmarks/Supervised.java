package io.tidemark.benchmarks;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Runs a main class, and ends the JVM when the process that started it is gone. */
public final class Supervised {

  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private Supervised() {}

  /** In an orderly way, unless that takes too long. */
  private static void end() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              LockSupport.parkNanos(PATIENCE_NANOS);
              Runtime.getRuntime().halt(1);
            });
    System.exit(1);
  }

  /** Arguments: the main class, then its own. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var _ = parent.onExit().thenRun(Supervised::end);
            });
    try {
      Class.forName(arguments[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException e) {
      requireNonNull(e.getCause()).printStackTrace();
      System.exit(1);
    }
  }
}
