package io.tidemark.command.ingest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How events are taken in over HTTP.
 *
 * @param maxAhead how far an event's time may be ahead of the clock; what the projector goes by
 *     ({@code tidemark.events.max-ahead}), or less
 * @param maxBytes how long one event may be; what the projector goes by ({@code
 *     tidemark.events.max-bytes}), or less
 * @param remember for how long the same source and id are known to be the same event
 * @param connections how many connections to PostgreSQL this may hold, and how many batches are
 *     taken in at a time
 */
@Validated
@ConfigurationProperties("tidemark.ingest")
public record IngestProperties(
    @DefaultValue("24h") @DurationMin(seconds = 0) Duration maxAhead,
    @DefaultValue("1MB") DataSize maxBytes,
    @DefaultValue("30d") @DurationMin(minutes = 1) Duration remember,
    @DefaultValue("8") @Min(1) @Max(100) int connections) {}
