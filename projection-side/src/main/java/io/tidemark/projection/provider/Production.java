package io.tidemark.projection.provider;

import io.tidemark.events.Event;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Projection;

/** What the projections of locations, providers, entries and goals have in common. */
interface Production<V extends Event, E extends Entity> extends Projection<V, E> {

  @Override
  default String topic() {
    return "tidemark.production";
  }
}
