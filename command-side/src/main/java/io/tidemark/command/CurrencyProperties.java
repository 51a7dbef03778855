package io.tidemark.command;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the projector goes by as well.
 *
 * @param currency what amounts are in, ISO 4217
 */
@Validated
@ConfigurationProperties("tidemark")
public record CurrencyProperties(
    @DefaultValue("EUR") @Pattern(regexp = "[A-Z]{3}") String currency) {}
