package io.tidemark.projection.booking;

import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A booking as far as its events are known. */
record Booking(
    String id,
    Earliest<Instant> created,
    Latest<BookingStatus> status,
    Latest<BigDecimal> amount,
    Latest<String> staff)
    implements Entity {

  @Override
  public boolean exists() {
    return created.isSet();
  }

  Booking created(Stamp at) {
    return new Booking(id, created.set(at.time(), at), status, amount, staff);
  }

  Booking status(BookingStatus newStatus, Stamp at) {
    return new Booking(id, created, status.set(newStatus, at), amount, staff);
  }

  Booking amount(BigDecimal newAmount, Stamp at) {
    return new Booking(id, created, status, amount.set(newAmount, at), staff);
  }

  Booking staff(@Nullable String staffId, Stamp at) {
    return new Booking(id, created, status, amount, staff.set(staffId, at));
  }
}
