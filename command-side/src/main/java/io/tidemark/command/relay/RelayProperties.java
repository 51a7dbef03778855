package io.tidemark.command.relay;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How events get from the event store to Kafka.
 *
 * @param enabled whether this instance takes part
 * @param segments how many may be relayed side by side, over all instances: a power of two that
 *     divides the number of each topic's partitions, so that a partition is fed by one of them.
 *     What has been set at the first start holds
 * @param batch how many events are sent before the broker's word for all of them is awaited
 * @param takeover how long after its last sign of life another instance takes a segment over
 * @param poll how often to look for what other instances have stored. What is stored in this one is
 *     seen at once
 * @param retry the longest pause before something that failed is tried again
 */
@Validated
@ConfigurationProperties("tidemark.relay")
public record RelayProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("4") @Min(1) @Max(64) int segments,
    @DefaultValue("2000") @Min(1) @Max(10_000) int batch,
    @DefaultValue("5s") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration takeover,
    @DefaultValue("20ms") @DurationMin(millis = 1) @DurationMax(seconds = 10) Duration poll,
    @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(minutes = 10) Duration retry) {

  public RelayProperties {
    if (Integer.bitCount(segments) != 1) {
      throw new IllegalArgumentException("tidemark.relay.segments is not a power of two");
    }
  }
}
