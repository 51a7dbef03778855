package io.tidemark.events.provider;

import io.tidemark.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a location of a practice. The subject is the location's id; topic {@code
 * tidemark.production}.
 */
public sealed interface LocationEvent extends Event {

  /** A location was opened; {@code zone} is the name of its time zone. */
  record Registered(String name, @Nullable String zone) implements LocationEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The location has another name. */
  record Renamed(String name) implements LocationEvent {}
}
