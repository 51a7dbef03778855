package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.Spread;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A part of a run, and what its answers were like. Any number of users note what they see. */
final class Phase {

  private static final int EXAMPLES = 3;

  /** What an answer may not be. */
  enum Wrong {
    /** There is none, its status is not 200, or it says that it is out of date or not whole. */
    ERROR,
    /** Its reader has seen a newer one. */
    BACK,
    /** Its figures are not those of the generation that it names. */
    MIXED
  }

  static final List<String> HEAD =
      List.of(
          "phase",
          "seconds",
          "answers",
          "errors",
          "going back",
          "mixed or missing figures",
          "p50 ms (× before)",
          "p99 ms (× before)",
          "max ms",
          "longest between two good answers, ms");

  private final String name;
  private final long begin = System.nanoTime();
  private final Queue<Double> millis = new ConcurrentLinkedQueue<>();
  private final AtomicLong longestGap = new AtomicLong();
  private final Map<Wrong, Integer> wrong = new ConcurrentHashMap<>();
  private volatile long end = begin;

  Phase(String name) {
    this.name = name;
  }

  void end() {
    end = System.nanoTime();
  }

  void answered(long nanos) {
    millis.add(nanos / 1e6);
  }

  /** How long a user had no good answer. */
  void gap(long nanos) {
    longestGap.accumulateAndGet(nanos, Math::max);
  }

  void wrong(Wrong what, String example) {
    if (wrong.merge(what, 1, Integer::sum) <= EXAMPLES) {
      System.out.println(name + ": " + what + ": " + example);
    }
  }

  boolean isWell() {
    return wrong(Wrong.ERROR) + wrong(Wrong.BACK) + wrong(Wrong.MIXED) == 0 && !millis.isEmpty();
  }

  int answers() {
    return millis.size();
  }

  private int wrong(Wrong what) {
    return wrong.getOrDefault(what, 0);
  }

  private double share(double share) {
    return millis.isEmpty() ? 0 : Spread.percentile(millis, share);
  }

  /** A line of the table, under {@link #HEAD}. */
  List<String> line(Phase before) {
    return List.of(
        name,
        "%.1f".formatted((end - begin) / 1e9),
        "%,d".formatted(millis.size()),
        wrong(Wrong.ERROR) + "",
        wrong(Wrong.BACK) + "",
        wrong(Wrong.MIXED) + "",
        "%.1f (%.1f)".formatted(share(.5), share(.5) / before.share(.5)),
        "%.0f (%.1f)".formatted(share(.99), share(.99) / before.share(.99)),
        "%.0f".formatted(share(1)),
        "%.0f".formatted(longestGap.get() / 1e6));
  }
}
