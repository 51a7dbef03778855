package io.tidemark.command;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What all of the command side goes by.
 *
 * @param source the CloudEvents source of the events that are decided here, a URI reference
 * @param rememberAnswers how long a request's {@code Idempotency-Key} is known
 * @param connections how many connections to PostgreSQL commands may hold at a time
 */
@Validated
@ConfigurationProperties("tidemark.command")
public record CommandProperties(
    @DefaultValue("/tidemark/command-side") @NotBlank String source,
    @DefaultValue("24h") @DurationMin(minutes = 1) Duration rememberAnswers,
    @DefaultValue("16") @Min(1) @Max(200) int connections) {}
