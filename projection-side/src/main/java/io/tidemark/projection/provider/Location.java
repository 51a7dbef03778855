package io.tidemark.projection.provider;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A location of a practice as far as the events are known. */
record Location(String id, Earliest<Instant> registered, Latest<String> name, Latest<String> zone)
    implements Entity {

  @Override
  public boolean exists() {
    return registered.isSet();
  }

  Location registered(@Nullable String newZone, Stamp at) {
    return new Location(id, registered.set(at.time(), at), name, zone.set(newZone, at));
  }

  Location named(String newName, Stamp at) {
    return new Location(id, registered, name.set(newName, at), zone);
  }
}
