package io.tidemark.query.calling;

import io.tidemark.query.figures.Figures;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What calls come to, and what is told of them. */
record CallSums(long calls, long completed, long failed, long durationSeconds, BigDecimal credits) {

  static final CallSums NONE = new CallSums(0, 0, 0, 0, BigDecimal.ZERO);

  /** To be selected of a table of calls, under any alias {@code c}. */
  static final String SUMS =
      "sum(c.calls), sum(c.completed), sum(c.failed), sum(c.duration_seconds), sum(c.credits)";

  /** The sums in the order in which {@link #SUMS} names them. */
  static CallSums of(ResultSet row, int first) throws SQLException {
    BigDecimal credits = row.getBigDecimal(first + 4);
    return credits == null
        ? NONE
        : new CallSums(
            row.getLong(first),
            row.getLong(first + 1),
            row.getLong(first + 2),
            row.getLong(first + 3),
            credits);
  }

  CallSums plus(CallSums other) {
    return new CallSums(
        calls + other.calls,
        completed + other.completed,
        failed + other.failed,
        durationSeconds + other.durationSeconds,
        credits.add(other.credits));
  }

  long finished() {
    return completed + failed;
  }

  long inProgress() {
    return calls - finished();
  }

  @Nullable BigDecimal successRate() {
    return Figures.percent(completed, finished());
  }

  /** Of those that are finished. */
  @Nullable BigDecimal avgDurationSeconds() {
    return Figures.ratio(BigDecimal.valueOf(durationSeconds), BigDecimal.valueOf(finished()));
  }

  /** The same as minutes and seconds, {@code 12:05}. */
  @Nullable String avgDuration() {
    if (finished() == 0) {
      return null;
    }
    long seconds = Math.floorDiv(2 * durationSeconds + finished(), 2 * finished());
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  BigDecimal creditsUsed() {
    return Figures.exact(credits);
  }
}
