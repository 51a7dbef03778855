package io.tidemark.query.figures;

import java.time.DayOfWeek;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The calendar of the business. The projector must be configured alike: its rows are by its days.
 *
 * @param zone in which days begin
 * @param weekStartsOn the first day of a week
 */
@ConfigurationProperties("tidemark.calendar")
public record CalendarProperties(
    @DefaultValue("UTC") ZoneId zone, @DefaultValue("MONDAY") DayOfWeek weekStartsOn) {}
