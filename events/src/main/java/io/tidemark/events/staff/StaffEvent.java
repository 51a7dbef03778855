package io.tidemark.events.staff;

import io.tidemark.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a member of staff. The subject is the staff id; topic {@code tidemark.staff}.
 */
public sealed interface StaffEvent extends Event {

  /** Someone joined. */
  record Registered(String name, @Nullable String role) implements StaffEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** Someone's name, and perhaps role, changed. */
  record Renamed(String name, @Nullable String role) implements StaffEvent {}

  /** Someone left. */
  record Left() implements StaffEvent {}
}
