package io.tidemark.command.deadline;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How deadlines are kept. Complaints alone have some, and the setting stands with theirs.
 *
 * @param deadlinePoll how often each instance looks for what has come due
 */
@Validated
@ConfigurationProperties("tidemark.complaint")
public record DeadlineProperties(
    @DefaultValue("5s") @DurationMin(millis = 50) @DurationMax(minutes = 10)
        Duration deadlinePoll) {}
