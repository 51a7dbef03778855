package io.tidemark.events.provider;

import io.tidemark.events.Event;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a provider: someone who treats patients. The subject is the provider's id;
 * topic {@code tidemark.production}.
 */
public sealed interface ProviderEvent extends Event {

  /** A provider joined. */
  record Registered(String name, Role role) implements ProviderEvent {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** The provider's name, and perhaps role, changed. */
  record Renamed(String name, @Nullable Role role) implements ProviderEvent {}

  /** The provider treats nobody any more. */
  record Retired() implements ProviderEvent {}
}
