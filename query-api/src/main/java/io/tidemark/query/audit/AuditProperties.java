package io.tidemark.query.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How accesses are kept.
 *
 * @param folder where entries wait until PostgreSQL has them; of one instance, on a disk that
 *     outlives the process
 * @param maxWaiting how many entries may wait; beyond it accesses cannot be recorded
 * @param failClosed whether an access that cannot be recorded is refused (503) or only counted
 * @param linger how long entries are gathered before they are written to PostgreSQL together
 */
@Validated
@ConfigurationProperties("tidemark.audit")
public record AuditProperties(
    @DefaultValue(".tidemark/audit") Path folder,
    @DefaultValue("200000") @Min(1) @Max(10_000_000) int maxWaiting,
    @DefaultValue("true") boolean failClosed,
    @DefaultValue("50ms") @DurationMin @DurationMax(seconds = 10) Duration linger) {}
