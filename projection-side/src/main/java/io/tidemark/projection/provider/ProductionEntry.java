package io.tidemark.projection.provider;

import io.tidemark.events.provider.ProductionKind;
import io.tidemark.projection.engine.Earliest;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/**
 * An entry of production as far as its events are known.
 *
 * @param date the day that it counts for, whenever it was recorded
 * @param net gross less adjustments and write-offs; may be negative
 */
record ProductionEntry(
    String id,
    Earliest<Instant> recorded,
    Latest<String> provider,
    Latest<String> location,
    Latest<LocalDate> date,
    Latest<ProductionKind> kind,
    Latest<BigDecimal> net,
    Latest<Boolean> voided)
    implements Entity {

  @Override
  public boolean exists() {
    return recorded.isSet();
  }

  ProductionEntry recorded(Stamp at) {
    return new ProductionEntry(
        id, recorded.set(at.time(), at), provider, location, date, kind, net, voided);
  }

  /** Says all of it anew, which also brings it back if it was void. */
  ProductionEntry stated(
      String newProvider,
      String newLocation,
      LocalDate newDate,
      ProductionKind newKind,
      BigDecimal newNet,
      Stamp at) {
    return new ProductionEntry(
        id,
        recorded,
        provider.set(newProvider, at),
        location.set(newLocation, at),
        date.set(newDate, at),
        kind.set(newKind, at),
        net.set(newNet, at),
        voided.set(false, at));
  }

  ProductionEntry voided(Stamp at) {
    return new ProductionEntry(
        id, recorded, provider, location, date, kind, net, voided.set(true, at));
  }
}
