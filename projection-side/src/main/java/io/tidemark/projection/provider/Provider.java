package io.tidemark.projection.provider;

import io.tidemark.events.provider.Role;
import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A provider as far as the events are known. */
record Provider(
    String id,
    Earliest<Instant> registered,
    Latest<String> name,
    Latest<Role> role,
    Latest<Boolean> retired)
    implements Entity {

  @Override
  public boolean exists() {
    return registered.isSet();
  }

  Provider registered(Stamp at) {
    return new Provider(id, registered.set(at.time(), at), name, role, retired.set(false, at));
  }

  /** A role that is not given stays as it was. */
  Provider named(String newName, @Nullable Role newRole, Stamp at) {
    return new Provider(
        id,
        registered,
        name.set(newName, at),
        newRole == null ? role : role.set(newRole, at),
        retired);
  }

  Provider retired(Stamp at) {
    return new Provider(id, registered, name, role, retired.set(true, at));
  }
}
