package io.tidemark.query;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The system's clock, until it is stopped at an instant. */
public final class SettableClock extends Clock {

  private volatile @Nullable Instant stoppedAt;

  public void stopAt(Instant instant) {
    stoppedAt = instant;
  }

  public void run() {
    stoppedAt = null;
  }

  @Override
  public Instant instant() {
    Instant stopped = stoppedAt;
    return stopped == null ? Instant.now() : stopped;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("zones come from the calendar");
  }
}
