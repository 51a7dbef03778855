package io.tidemark.command;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What all of the command side goes by.
 *
 * @param source the CloudEvents source of the events that are decided here, a URI reference
 * @param connections how many connections to PostgreSQL commands may hold at a time
 */
@Validated
@ConfigurationProperties("tidemark.command")
public record CommandProperties(
    @DefaultValue("/tidemark/command-side") @NotBlank String source,
    @DefaultValue("16") @Min(1) @Max(200) int connections) {}
