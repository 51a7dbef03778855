package io.tidemark.projection.cli;

import io.tidemark.projection.imports.ImportProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far an import is: a bar with rate and remaining time on a terminal, else a line every
 * 10 seconds.
 */
final class ProgressDisplay implements Consumer<ImportProgress>, AutoCloseable {

  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintWriter err;
  private final @Nullable ProgressBar bar;
  private final long start = System.nanoTime();
  private long lineAt = start + LINE_NANOS;

  private ProgressDisplay(PrintWriter err, @Nullable ProgressBar bar) {
    this.err = err;
    this.bar = bar;
  }

  static ProgressDisplay of(PrintWriter err, boolean terminal) {
    return new ProgressDisplay(err, terminal ? bar() : null);
  }

  private static ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName("Importing")
        .setUnit(" KiB", 1 << 10)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .hideEta()
        .setEtaFunction(
            state ->
                state.getNormalizedProgress() <= 0
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(
                        state
                            .getElapsedAfterStart()
                            .multipliedBy((long) (1000 * (1 - state.getNormalizedProgress())))
                            .dividedBy(Math.max(1, (long) (1000 * state.getNormalizedProgress())))))
        .build();
  }

  @Override
  public void accept(ImportProgress progress) {
    long now = System.nanoTime();
    if (bar != null) {
      bar.maxHint(progress.bytesTotal());
      bar.stepTo(progress.bytesRead());
      bar.setExtraMessage(counts(progress, now));
    } else if (now - lineAt >= 0) {
      lineAt = now + LINE_NANOS;
      err.println("Importing: " + share(progress, now) + counts(progress, now));
    }
  }

  private String share(ImportProgress progress, long now) {
    if (progress.bytesTotal() <= 0 || progress.bytesRead() <= 0) {
      return "";
    }
    long left =
        (now - start) / progress.bytesRead() * (progress.bytesTotal() - progress.bytesRead());
    return String.format(
        Locale.ROOT,
        "%d %%, about %d s left, ",
        100 * progress.bytesRead() / progress.bytesTotal(),
        TimeUnit.NANOSECONDS.toSeconds(left));
  }

  private String counts(ImportProgress progress, long now) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - start));
    String rejected =
        progress.rejected() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d rows rejected", progress.rejected());
    return String.format(
        Locale.ROOT,
        "%,d events, %,d/s%s",
        progress.events(),
        progress.events() * 1000 / millis,
        rejected);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
