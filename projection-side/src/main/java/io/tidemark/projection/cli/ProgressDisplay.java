package io.tidemark.projection.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far something is that takes long: a bar with what is left on a terminal, else a line
 * every 10 seconds.
 */
final class ProgressDisplay implements AutoCloseable {

  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * How far it is.
   *
   * @param total of what {@code done} is a part; 0 while that is not known
   * @param left how long it still takes, about; null while that is not known
   * @param says what else there is to say
   */
  record Look(long done, long total, @Nullable Duration left, String says) {}

  /** What is counted: so many of {@code size} are one {@code name}. */
  record Unit(String name, long size) {
    static final Unit KIB = new Unit(" KiB", 1 << 10);
    static final Unit EVENTS = new Unit(" events", 1);
  }

  private final PrintWriter err;
  private final String task;
  private final @Nullable ProgressBar bar;
  private volatile @Nullable Duration left;
  private long lineAt = System.nanoTime() + LINE_NANOS;

  private ProgressDisplay(PrintWriter err, String task, boolean terminal, Unit unit) {
    this.err = err;
    this.task = task;
    this.bar = terminal ? bar(task, unit) : null;
  }

  static ProgressDisplay of(PrintWriter err, String task, boolean terminal, Unit unit) {
    return new ProgressDisplay(err, task, terminal, unit);
  }

  /** Whether somebody looks at a terminal. */
  static boolean onTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private ProgressBar bar(String name, Unit unit) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setUnit(unit.name(), unit.size())
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .hideEta()
        .setEtaFunction(_ -> Optional.ofNullable(left))
        .build();
  }

  void show(Look look) {
    left = look.left();
    if (bar != null) {
      bar.maxHint(look.total());
      bar.stepTo(look.done());
      bar.setExtraMessage(look.says());
    } else if (System.nanoTime() - lineAt >= 0) {
      lineAt = System.nanoTime() + LINE_NANOS;
      err.println(task + ": " + share(look) + look.says());
    }
  }

  private static String share(Look look) {
    if (look.total() <= 0) {
      return "";
    }
    Duration left = look.left();
    return String.format(Locale.ROOT, "%d %%, ", 100 * look.done() / look.total())
        + (left == null ? "" : String.format(Locale.ROOT, "about %d s left, ", left.toSeconds()));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
