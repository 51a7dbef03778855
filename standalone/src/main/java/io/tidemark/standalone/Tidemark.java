package io.tidemark.standalone;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts Tidemark. Alone of all classes this one is compiled for an old Java, which could not even
 * load the others: so that who starts it there gets a sentence and not a stack trace.
 */
public final class Tidemark {

  private static final int NEEDED = 25;

  private Tidemark() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    int present = Runtime.version().feature();
    if (present < NEEDED) {
      System.err.printf(
          "Tidemark needs Java %d or newer, but %s is Java %d: start it with a newer java.%n",
          NEEDED, System.getProperty("java.home"), present);
      System.exit(1);
    }
    try {
      Class.forName("io.tidemark.standalone.Standalone")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error) throw (Error) e.getCause();
      throw e;
    }
  }
}
