package io.tidemark.query.cache;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the cache of answers; how long an answer lives is a setting that operations staff
 * change.
 *
 * @param maxAnswers how many answers are kept
 * @param hotFor an answer that was asked for so recently is made anew at once when it changes
 * @param maxHot how many answers are made anew at once; the others are dropped and made when asked
 * @param loadTimeout how long a request waits for an answer that is not there
 * @param loaders how many answers are made at the same time
 */
@Validated
@ConfigurationProperties("tidemark.cache")
public record CacheProperties(
    @DefaultValue("1000") @Min(1) @Max(1_000_000) int maxAnswers,
    @DefaultValue("1m") @DurationMin Duration hotFor,
    @DefaultValue("32") @Min(0) @Max(1000) int maxHot,
    @DefaultValue("5s") @DurationMin(millis = 1) Duration loadTimeout,
    @DefaultValue("2") @Min(1) @Max(64) int loaders) {

  public CacheProperties withMaxAnswers(int bound) {
    return new CacheProperties(bound, hotFor, maxHot, loadTimeout, loaders);
  }
}
