package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.booking.BookingEvent;
import java.time.Instant;
import java.util.Locale;

/**
 * Prints how many events a second one core decodes: bookings of about 470 bytes, half of whose
 * fields no record has. Run by {@code mvn -pl events test-compile exec:java} or from an IDE; it is
 * no test.
 */
final class DecodeRate {

  private static final int EVENTS = 20_000;
  private static final int ROUNDS = 150;

  private DecodeRate() {}

  public static void main(String[] args) throws InvalidEvent {
    CloudEventDecoder decoder = new CloudEventDecoder("EUR", 1_000_000);
    Encoded[] records = new Encoded[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      records[i] = record(i);
    }
    System.out.println("payload bytes " + records[EVENTS / 2].value().length);
    long created = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (Encoded record : records) {
        Received received = decoder.decode(record.key(), record::header, record.value());
        created += received.event() instanceof BookingEvent.Created ? 1 : 0;
      }
      if (round % 10 == 9) {
        double rate = EVENTS * 1e9 / (System.nanoTime() - start);
        System.out.println(String.format(Locale.ROOT, "round %d: %,.0f events/s", round + 1, rate));
      }
    }
    System.out.println(created + " decoded");
  }

  private static Encoded record(int i) {
    String value =
        """
        {"amount":%d.%02d,"currency":"EUR","bookingRef":"HB-%08d","customerId":"customer-%d",\
        "customer":{"name":"Maria van der Berg","segment":"transient","country":"PRT","repeated":false},\
        "service":"Bed & Breakfast","marketSegment":"Online TA","distributionChannel":"TA/TO",\
        "rooms":["A","C"],"adults":2,"children":0,"babies":0,"nights":{"weekend":1,"week":3},\
        "locationId":"resort-%d","staffId":"staff-%d","scheduledFor":"2026-%02d-%02dT15:00:00Z",\
        "specialRequests":2,"note":"late arrival, high floor","deposit":"none"}"""
            .formatted(i % 900, i % 100, i, i % 5000, i % 3, i % 40, i % 12 + 1, i % 28 + 1);
    EventType type = EventTypes.all().getFirst();
    Envelope envelope =
        new Envelope(
            "evt-" + i,
            "/booking-desk",
            type.name(),
            "b-" + i,
            Instant.parse("2026-11-20T10:00:00Z").plusMillis(i),
            1,
            null,
            null);
    Encoded encoded = CloudEventEncoder.encode(envelope, Examples.all().getFirst());
    return new Encoded(encoded.key(), encoded.headers(), value.getBytes(UTF_8));
  }
}
