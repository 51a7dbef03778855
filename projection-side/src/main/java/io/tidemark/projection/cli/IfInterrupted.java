package io.tidemark.projection.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says what to do if the command is ended from outside, by Ctrl-C for example: the process then
 * ends with 130 by itself.
 */
final class IfInterrupted implements AutoCloseable {

  private final AtomicBoolean running = new AtomicBoolean(true);

  private IfInterrupted(PrintWriter err, String sentence) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (running.get()) {
                    err.printf("%ntidemark: interrupted. %s%n", sentence);
                    err.flush();
                  }
                }));
  }

  static IfInterrupted says(PrintWriter err, String sentence) {
    return new IfInterrupted(err, sentence);
  }

  @Override
  public void close() {
    running.set(false);
  }
}
