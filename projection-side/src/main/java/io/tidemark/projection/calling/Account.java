package io.tidemark.projection.calling;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An account of the calling product as far as its events are known. */
record Account(
    String id,
    Earliest<Instant> registered,
    Latest<String> name,
    Latest<String> email,
    Latest<Boolean> closed)
    implements Entity {

  @Override
  public boolean exists() {
    return registered.isSet();
  }

  Account registered(Stamp at) {
    return new Account(id, registered.set(at.time(), at), name, email, closed.set(false, at));
  }

  /** What is not given stays as it was. */
  Account named(@Nullable String newName, @Nullable String newEmail, Stamp at) {
    return new Account(
        id,
        registered,
        newName == null ? name : name.set(newName, at),
        newEmail == null ? email : email.set(newEmail, at),
        closed);
  }

  Account closed(Stamp at) {
    return new Account(id, registered, name, email, closed.set(true, at));
  }
}
