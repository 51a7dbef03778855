package io.tidemark.command.complaint;

import io.tidemark.events.complaint.Priority;
import jakarta.validation.Valid;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When complaints are overdue, and what comes of it.
 *
 * @param escalateOverdue whether a complaint that nobody has answered escalates itself when its
 *     resolution is overdue. It is looked at when that time comes: switched on, it holds for the
 *     complaints that are open already
 * @param resolutionTimes how long the resolution of a complaint may take that was opened without
 *     {@code resolutionDueAt}
 */
@Validated
@ConfigurationProperties("tidemark.complaint")
public record ComplaintProperties(
    @DefaultValue("false") boolean escalateOverdue,
    @DefaultValue @Valid ResolutionTimes resolutionTimes) {

  /** By priority. The defaults are those of the read side's SLA policy. */
  public record ResolutionTimes(
      @DefaultValue("168h") @DurationMin(seconds = 1) @DurationMax(days = 3650) Duration low,
      @DefaultValue("72h") @DurationMin(seconds = 1) @DurationMax(days = 3650) Duration medium,
      @DefaultValue("24h") @DurationMin(seconds = 1) @DurationMax(days = 3650) Duration high,
      @DefaultValue("4h") @DurationMin(seconds = 1) @DurationMax(days = 3650) Duration critical) {}

  Duration resolution(Priority priority) {
    return switch (priority) {
      case LOW -> resolutionTimes.low();
      case MEDIUM -> resolutionTimes.medium();
      case HIGH -> resolutionTimes.high();
      case CRITICAL -> resolutionTimes.critical();
    };
  }
}
