package io.tidemark.command.provider;

import java.time.DayOfWeek;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The calendar of the business, as far as goals go by it. Projector and queries must be configured
 * alike.
 *
 * @param weekStartsOn the first day of a week
 */
@ConfigurationProperties("tidemark.calendar")
record CalendarProperties(@DefaultValue("MONDAY") DayOfWeek weekStartsOn) {}
