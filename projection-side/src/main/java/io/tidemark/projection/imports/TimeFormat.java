package io.tidemark.projection.imports;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/**
 * How dates and times are written in a file: with a time or without (midnight), with an offset or
 * in a zone.
 */
final class TimeFormat {

  static final TimeFormat ISO_UTC = iso(ZoneOffset.UTC);

  private final DateTimeFormatter formatter;
  private final String description;

  private TimeFormat(DateTimeFormatter formatter, String description) {
    this.formatter = formatter;
    this.description = description;
  }

  static TimeFormat iso(ZoneId zone) {
    return new TimeFormat(
        new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(zone),
        "ISO 8601");
  }

  /**
   * @param pattern of {@link DateTimeFormatter}. Strict, so that 31 April is an error rather than
   *     the 30th; {@code yyyy} and {@code uuuu} both mean the year; names are read in any case.
   * @throws IllegalArgumentException for a pattern that is none
   */
  static TimeFormat of(String pattern, Locale locale, ZoneId zone) {
    return new TimeFormat(
        new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern(plainYear(pattern))
            .toFormatter(locale)
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(zone),
        pattern);
  }

  // In strict parsing a year of era without its era is no date at all.
  private static String plainYear(String pattern) {
    if (pattern.indexOf('G') >= 0) {
      return pattern;
    }
    StringBuilder plain = new StringBuilder(pattern);
    boolean quoted = false;
    for (int i = 0; i < plain.length(); i++) {
      if (plain.charAt(i) == '\'') {
        quoted = !quoted;
      } else if (plain.charAt(i) == 'y' && !quoted) {
        plain.setCharAt(i, 'u');
      }
    }
    return plain.toString();
  }

  Instant parse(String text) {
    TemporalAccessor parsed = formatter.parse(text);
    if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
      return Instant.from(parsed);
    }
    LocalDate date = parsed.query(TemporalQueries.localDate());
    if (date == null) {
      throw new DateTimeException("has no date");
    }
    LocalTime time = parsed.query(TemporalQueries.localTime());
    ZoneId zone = parsed.query(TemporalQueries.zone());
    return date.atTime(time == null ? LocalTime.MIDNIGHT : time)
        .atZone(zone == null ? ZoneOffset.UTC : zone)
        .toInstant();
  }

  @Override
  public String toString() {
    return description;
  }
}
