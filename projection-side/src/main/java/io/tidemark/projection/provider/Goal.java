package io.tidemark.projection.provider;

import io.tidemark.events.provider.Granularity;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Latest;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a goal from the start of one period on.
 *
 * @param setAt when it was said, by the newest event
 * @param location null for a goal of the provider wherever it works
 * @param amount null if there is no such goal from then on
 */
record Goal(
    String id,
    Latest<Instant> setAt,
    Latest<String> provider,
    Latest<String> location,
    Latest<Granularity> granularity,
    Latest<LocalDate> periodStart,
    Latest<BigDecimal> amount)
    implements Entity {

  @Override
  public boolean exists() {
    return setAt.isSet();
  }

  Goal stated(
      String newProvider,
      @Nullable String newLocation,
      Granularity newGranularity,
      LocalDate newPeriodStart,
      @Nullable BigDecimal newAmount,
      Stamp at) {
    return new Goal(
        id,
        setAt.set(at.time(), at),
        provider.set(newProvider, at),
        location.set(newLocation, at),
        granularity.set(newGranularity, at),
        periodStart.set(newPeriodStart, at),
        amount.set(newAmount, at));
  }
}
