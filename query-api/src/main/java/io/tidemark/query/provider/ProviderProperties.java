package io.tidemark.query.provider;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How providers are measured.
 *
 * @param goalDays what goals of shorter periods are derived by: {@code calendar} days, or {@code
 *     working} days, which are Monday to Friday
 */
@ConfigurationProperties("tidemark.providers")
record ProviderProperties(@DefaultValue("calendar") GoalDays goalDays) {}
