package io.tidemark.events.calling;

import io.tidemark.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to the account of a user of the calling product. The subject is the account's id,
 * which other events call {@code userId}; topic {@code tidemark.calls}.
 */
public sealed interface AccountEvent extends Event {

  /** Someone began to use the product. */
  record Registered(@Nullable String name, @Nullable String email) implements AccountEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The account's name or address changed; what is not given stays as it was. */
  record Renamed(@Nullable String name, @Nullable String email) implements AccountEvent {}

  /** The account is no longer used. */
  record Closed() implements AccountEvent {}
}
