package io.tidemark.events;

import io.tidemark.events.InvalidEvent.Kind;
import java.time.Duration;
import java.time.Instant;

/**
 * How far ahead of the clock an event may lie: the one rule for whoever takes events in.
 *
 * @param latest the last instant that is allowed
 * @param maxAhead how far that is ahead of the clock, for the message
 */
public record TimeLimit(Instant latest, Duration maxAhead) {

  /** The limit as it stands now. */
  public static TimeLimit at(Instant now, Duration maxAhead) {
    return new TimeLimit(now.plus(maxAhead), maxAhead);
  }

  /**
   * Checks an event's time.
   *
   * @throws InvalidEvent if it lies too far ahead
   */
  public void check(Envelope envelope) throws InvalidEvent {
    Instant time = envelope.time();
    if (time.isAfter(latest)) {
      throw new InvalidEvent(
          Kind.TIME_AHEAD, "time: %s is more than %s ahead of the clock".formatted(time, maxAhead));
    }
  }
}
