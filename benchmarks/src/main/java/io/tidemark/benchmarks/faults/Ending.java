package io.tidemark.benchmarks.faults;

/** Waits for the end of a thread that was asked to end. */
final class Ending {

  private Ending() {}

  static void of(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ends without being waited for
    }
  }
}
