package io.tidemark.projection.staff;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A member of staff as far as the events are known. */
record Staff(
    String id,
    Earliest<Instant> registered,
    Latest<String> name,
    Latest<String> role,
    Latest<Boolean> departed)
    implements Entity {

  @Override
  public boolean exists() {
    return registered.isSet();
  }

  Staff registered(Stamp at) {
    return new Staff(id, registered.set(at.time(), at), name, role, departed.set(false, at));
  }

  /** A role that is not given stays as it was. */
  Staff named(String newName, @Nullable String newRole, Stamp at) {
    return new Staff(
        id,
        registered,
        name.set(newName, at),
        newRole == null ? role : role.set(newRole, at),
        departed);
  }

  Staff left(Stamp at) {
    return new Staff(id, registered, name, role, departed.set(true, at));
  }
}
