package io.tidemark.events;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Points in time on the wire: RFC 3339, that is a date, a time with seconds and an offset. Read by
 * hand, because each event has one and {@code java.time} takes longer for it than the JSON parser
 * for the rest.
 *
 * <p>Kept to the microsecond, as PostgreSQL does; finer digits are cut off, so that what memory
 * holds is what a row holds.
 */
final class Rfc3339 {

  private static final int MAX_LENGTH = 64;

  /** Of the years 1 to 9999 in UTC: what every system that we hand times on to can write. */
  private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final int SECONDS_PER_DAY = 86_400;
  private static final int WITHOUT_FRACTION = "1970-01-01T00:00:00".length();

  private Rfc3339() {}

  /** The instant, or null if the text is not one. */
  static @Nullable Instant parse(String text) {
    int length = text.length();
    if (length <= WITHOUT_FRACTION || length > MAX_LENGTH || !separated(text)) {
      return null;
    }
    int year = two(text, 0) * 100 + two(text, 2);
    int month = two(text, 5);
    int day = two(text, 8);
    int hour = two(text, 11);
    int minute = two(text, 14);
    int second = two(text, 17);
    if (year < 0
        || month < 1
        || month > 12
        || day < 1
        || day > daysOf(year, month)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 60) {
      return null;
    }
    int at = WITHOUT_FRACTION;
    int micros = 0;
    if (text.charAt(at) == '.') {
      int firstDigit = ++at;
      int unit = 100_000;
      while (at < length && digit(text.charAt(at)) >= 0) {
        micros += digit(text.charAt(at)) * unit;
        unit /= 10;
        at++;
      }
      if (at == firstDigit) {
        return null;
      }
    }
    int offset = offset(text, at);
    if (offset == Integer.MIN_VALUE) {
      return null;
    }
    long epochSecond =
        epochDay(year, month, day) * SECONDS_PER_DAY
            + hour * 3600L
            + minute * 60L
            + second
            - offset;
    if (second == 60 && Math.floorMod(epochSecond, SECONDS_PER_DAY) != 0) {
      return null; // leap seconds come at the end of a UTC day only; they count as the second after
    }
    boolean fourDigitYear = epochSecond >= FIRST_SECOND && epochSecond <= LAST_SECOND;
    return fourDigitYear ? Instant.ofEpochSecond(epochSecond, micros * 1_000L) : null;
  }

  /** The date, {@code YYYY-MM-DD}, or null if the text is not one. */
  static @Nullable LocalDate parseDate(String text) {
    if (text.length() != 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return null;
    }
    int year = two(text, 0) * 100 + two(text, 2);
    int month = two(text, 5);
    int day = two(text, 8);
    boolean valid =
        year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
    return valid ? LocalDate.of(year, month, day) : null;
  }

  private static boolean separated(String text) {
    char t = text.charAt(10);
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && (t == 'T' || t == 't' || t == ' ')
        && text.charAt(13) == ':'
        && text.charAt(16) == ':';
  }

  /** Seconds east of UTC of what must end the text there, or Integer.MIN_VALUE. */
  private static int offset(String text, int at) {
    int left = text.length() - at;
    if (left == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
      return 0;
    }
    if (left != 6 || text.charAt(at + 3) != ':') {
      return Integer.MIN_VALUE;
    }
    char sign = text.charAt(at);
    int hours = two(text, at + 1);
    int minutes = two(text, at + 4);
    if ((sign != '+' && sign != '-') || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    int seconds = hours * 3600 + minutes * 60;
    return sign == '+' ? seconds : -seconds;
  }

  /** Two digits as a number; far below zero if they are none. */
  private static int two(String text, int at) {
    return digit(text.charAt(at)) * 10 + digit(text.charAt(at + 1));
  }

  /**
   * The digit's value; so far below zero for other characters that no sum with it is a valid
   * number.
   */
  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : -1_000_000;
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /**
   * Days since 1970-01-01 in the Gregorian calendar, counting years from March so that leap days
   * come last.
   */
  private static long epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
