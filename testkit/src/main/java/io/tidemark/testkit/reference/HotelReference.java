package io.tidemark.testkit.reference;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the hotel bookings come to, in UTC. A no-show counts as cancelled. */
public final class HotelReference {

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private final List<Booking> bookings;

  /**
   * A row of the file.
   *
   * @param row from 1
   * @param outcome {@code Check-Out}, {@code Canceled} or {@code No-Show}
   * @param amount adr × nights, exact
   */
  public record Booking(
      int row,
      String hotel,
      LocalDate created,
      LocalDate arrival,
      LocalDate ended,
      String outcome,
      BigDecimal amount) {

    /** The status in the end. */
    public String status() {
      return outcome.equals("Check-Out") ? "completed" : "cancelled";
    }

    /** The status at an instant, or an empty text before the booking was made. */
    public String statusAt(Instant instant) {
      if (startOf(created).isAfter(instant)) {
        return "";
      }
      if (!startOf(ended).isAfter(instant)) {
        return status();
      }
      boolean here = outcome.equals("Check-Out") && !startOf(arrival).isAfter(instant);
      return here ? "in_progress" : "pending";
    }
  }

  /** How many bookings, and the sum of their amounts. */
  public record Sums(long bookings, BigDecimal amount) {
    private Sums plus(Sums other) {
      return new Sums(bookings + other.bookings, amount.add(other.amount));
    }
  }

  private HotelReference(List<Booking> bookings) {
    this.bookings = bookings;
  }

  public static HotelReference read() {
    return read(DemoFile.hotelBookings());
  }

  public static HotelReference read(Path gzip) {
    return new HotelReference(DemoFile.rows(gzip, HotelReference::booking));
  }

  private static Booking booking(DemoFile.Columns columns) {
    LocalDate arrival =
        LocalDate.of(
            Integer.parseInt(columns.get("arrival_date_year")),
            MONTHS.indexOf(columns.get("arrival_date_month")) + 1,
            Integer.parseInt(columns.get("arrival_date_day_of_month")));
    int nights =
        Integer.parseInt(columns.get("stays_in_weekend_nights"))
            + Integer.parseInt(columns.get("stays_in_week_nights"));
    return new Booking(
        columns.row(),
        columns.get("hotel"),
        arrival.minusDays(Integer.parseInt(columns.get("lead_time"))),
        arrival,
        LocalDate.parse(columns.get("reservation_status_date")),
        columns.get("reservation_status"),
        new BigDecimal(columns.get("adr")).multiply(BigDecimal.valueOf(nights)));
  }

  private static Instant startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** All bookings, in the file's order. */
  public List<Booking> bookings() {
    return bookings;
  }

  /** By status in the end. */
  public Map<String, Sums> byStatus() {
    return sums(_ -> true, Booking::status);
  }

  /** By status in the end, of the bookings created in that month. */
  public Map<String, Sums> byStatus(YearMonth month) {
    return sums(booking -> YearMonth.from(booking.created()).equals(month), Booking::status);
  }

  /** By status in the end, of the bookings created from the first day to the last. */
  public Map<String, Sums> byStatus(LocalDate first, LocalDate last) {
    return sums(
        booking -> !booking.created().isBefore(first) && !booking.created().isAfter(last),
        Booking::status);
  }

  /** All bookings by the month in which they were created. */
  public Map<String, Sums> byMonth() {
    return sums(_ -> true, booking -> YearMonth.from(booking.created()).toString());
  }

  /** By status at an instant, of the bookings that were made by then. */
  public Map<String, Sums> byStatusAt(Instant instant) {
    return sums(
        booking -> !booking.statusAt(instant).isEmpty(), booking -> booking.statusAt(instant));
  }

  private Map<String, Sums> sums(Predicate<Booking> which, Function<Booking, String> key) {
    Map<String, Sums> sums = new TreeMap<>();
    for (Booking booking : bookings) {
      if (which.test(booking)) {
        sums.merge(key.apply(booking), new Sums(1, booking.amount()), Sums::plus);
      }
    }
    return sums;
  }
}
