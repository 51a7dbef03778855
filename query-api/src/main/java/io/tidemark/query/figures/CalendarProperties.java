package io.tidemark.query.figures;

import java.time.DayOfWeek;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The calendar of the business, as long as no projector has said which one the rows are by. Each
 * generation of them tells its own: a change here or there changes no answer until a rebuild.
 *
 * @param zone in which days begin
 * @param weekStartsOn the first day of a week
 */
@ConfigurationProperties("tidemark.calendar")
public record CalendarProperties(
    @DefaultValue("UTC") ZoneId zone, @DefaultValue("MONDAY") DayOfWeek weekStartsOn) {

  public Calendar calendar() {
    return new Calendar(zone, weekStartsOn);
  }
}
