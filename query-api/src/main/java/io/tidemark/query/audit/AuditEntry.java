package io.tidemark.query.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One access.
 *
 * @param at to the microsecond, as the table keeps it
 * @param staffId the token's subject; null where no valid token was shown
 * @param period what was asked for, where the resource has periods
 * @param include which parts were asked for, where the resource has parts
 * @param outcome allowed, denied, rejected or failed
 */
record AuditEntry(
    Instant at,
    @Nullable String staffId,
    String action,
    String resource,
    @Nullable String period,
    @Nullable String include,
    String outcome,
    String traceId) {}
