package io.tidemark.web.security;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which tokens are believed. There is no setting that switches the check off.
 *
 * @param issuer what {@code iss} must say
 * @param audience what {@code aud} must hold
 * @param jwkSetUri where the issuer publishes its keys; not needed where a {@link TokenKeys} bean
 *     holds them
 * @param algorithms signature algorithms that are accepted, all of them asymmetric
 * @param clockSkew how far the issuer's clock may differ from ours, at most 60 s
 * @param tokenCacheSize how many checked tokens are remembered
 * @param tokenCacheTtl how long a checked token is remembered, never beyond its expiry; also how
 *     long a withdrawn key may still work
 */
@Validated
@ConfigurationProperties("tidemark.security")
public record SecurityProperties(
    @DefaultValue("tidemark-standalone") @NotBlank String issuer,
    @DefaultValue("tidemark") @NotBlank String audience,
    @Nullable URI jwkSetUri,
    @DefaultValue("RS256") @NotEmpty Set<Algorithm> algorithms,
    @DefaultValue("30s") @DurationMin @DurationMax(seconds = 60) Duration clockSkew,
    @DefaultValue("10000") @Min(0) @Max(1_000_000) long tokenCacheSize,
    @DefaultValue("1m") @DurationMin @DurationMax(minutes = 10) Duration tokenCacheTtl) {

  /** Asymmetric algorithms only: with a shared secret, whoever checks a token can also make one. */
  public enum Algorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512
  }
}
