package io.tidemark.query.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code readmodel.goal}, of one provider.
 *
 * @param location null for a goal of the provider wherever it works
 * @param periodStart from when on it holds
 * @param setAt of goals that hold from the same day on, the one that was set last holds
 * @param id decides where these are the same, too
 * @param amount null where the goal is cleared: none of this granularity from then on
 */
record Goal(
    @Nullable String location,
    Grain granularity,
    LocalDate periodStart,
    Instant setAt,
    String id,
    @Nullable BigDecimal amount) {}
