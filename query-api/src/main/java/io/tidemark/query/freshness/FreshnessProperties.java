package io.tidemark.query.freshness;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the projector is followed.
 *
 * @param poll how often the versions are read at least
 * @param minInterval how far apart two looks are at least, however many commits are notified
 */
@Validated
@ConfigurationProperties("tidemark.freshness")
public record FreshnessProperties(
    @DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(minutes = 1) Duration poll,
    @DefaultValue("20ms") @DurationMin @DurationMax(seconds = 1) Duration minInterval) {}
