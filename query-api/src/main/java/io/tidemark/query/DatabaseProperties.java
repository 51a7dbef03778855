package io.tidemark.query;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long reads wait for PostgreSQL before they answer from memory, or not at all.
 *
 * @param queryTimeout for one statement
 * @param connectionWait for a connection of the pool
 * @param connections how many read at the same time
 */
@Validated
@ConfigurationProperties("tidemark.database")
public record DatabaseProperties(
    @DefaultValue("2s") @DurationMin(millis = 50) @DurationMax(minutes = 1) Duration queryTimeout,
    @DefaultValue("1s") @DurationMin(millis = 250) @DurationMax(minutes = 1)
        Duration connectionWait,
    @DefaultValue("8") @Min(4) @Max(100) int connections) {}
