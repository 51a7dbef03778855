package io.tidemark.testkit.reference;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the taxis' trips come to, by the day on which they began. */
public final class TaxiReference {

  private final List<Trip> trips;

  /**
   * A row of the file.
   *
   * @param row from 1
   * @param vendor 1, 2, 4 or empty
   * @param payment 1 card, 2 cash, 3 no charge, 4 dispute, or empty
   * @param cents negative for a reversal
   */
  public record Trip(
      int row, String vendor, String zone, LocalDate day, String payment, long cents) {

    /** As {@code 2019-03}. */
    public String month() {
      return day.toString().substring(0, 7);
    }

    /** What the vendor is called as a provider. */
    public String provider() {
      return "vendor-" + (vendor.isEmpty() ? "unknown" : vendor);
    }

    public String location() {
      return "zone-" + zone;
    }

    /** Whether the entry's made-up kind is hygiene. */
    public boolean cash() {
      return payment.equals("2");
    }
  }

  /** How many trips, and the sum of their amounts. */
  public record Sums(long trips, long cents) {

    private Sums plus(Sums other) {
      return new Sums(trips + other.trips, cents + other.cents);
    }

    public BigDecimal amount() {
      return BigDecimal.valueOf(cents, 2);
    }
  }

  private TaxiReference(List<Trip> trips) {
    this.trips = trips;
  }

  public static TaxiReference read() {
    return read(DemoFile.nycTaxi());
  }

  public static TaxiReference read(Path gzip) {
    return new TaxiReference(DemoFile.rows(gzip, TaxiReference::trip));
  }

  private static Trip trip(DemoFile.Columns columns) {
    return new Trip(
        columns.row(),
        columns.get("vendor_id"),
        columns.get("pickup_location_id"),
        LocalDate.parse(columns.get("pickup_datetime").substring(0, 10)),
        columns.get("payment_type"),
        new BigDecimal(columns.get("total_amount")).movePointRight(2).longValueExact());
  }

  /** All trips, in the file's order. */
  public List<Trip> trips() {
    return trips;
  }

  /** By whatever a trip says. */
  public Map<String, Sums> sums(Function<Trip, String> key) {
    return sums(_ -> true, key);
  }

  /** By whatever a trip says, of some of the trips. */
  public Map<String, Sums> sums(Predicate<Trip> which, Function<Trip, String> key) {
    Map<String, Sums> sums = new TreeMap<>();
    for (Trip trip : trips) {
      if (which.test(trip)) {
        sums.merge(key.apply(trip), new Sums(1, trip.cents()), Sums::plus);
      }
    }
    return sums;
  }
}
