package io.tidemark.benchmarks;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs a main class, and ends the JVM when the process that started it is gone. */
public final class Supervised {

  private Supervised() {}

  /** Arguments: the main class, then its own. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var _ = parent.onExit().thenRun(() -> System.exit(1));
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
