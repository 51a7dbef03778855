package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Event;
import io.tidemark.events.booking.BookingEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that are one of several listed in a mapping. */
class ChoiceTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String MAPPING =
      """
      source: /import/shop
      values:
        made: {instant: "{day}", pattern: yyyy MMM F EEE, locale: en}
        size: {range: price, from: {0: small, 10: large, 10.5: huge}}
      subject: number
      anchor: made
      events:
        - type: booking.created
          time: made
          data: {amount: price, service: size, customerId: {first: [member, guest, {literal: nobody}]}}
      """;

  @TempDir Path folder;

  private final CollectingSink sink = new CollectingSink();

  @Test
  void a_range_gives_the_text_of_the_greatest_bound_that_a_number_reaches() throws Exception {
    run(
        "b1,2008 MAY 1 mon,0,m,g",
        "b2,2008 may 1 mon,9.99,m,g",
        "b3,2008 May 1 Mon,10,m,g",
        "b4,2008 may 1 fri,99,m,g");
    assertThat(created())
        .extracting(BookingEvent.Created::service)
        .containsExactly("small", "small", "large", "huge");
  }

  @Test
  void a_number_below_all_bounds_rejects_its_row() throws Exception {
    assertThat(run("b1,2008 may 1 mon,-0.01,m,g").rejected()).isEqualTo(1);
    assertThat(Files.readAllLines(folder.resolve("shop.csv.rejects.csv")).getLast())
        .endsWith(",2,price,'-0.01' is less than 0");
  }

  @Test
  void the_first_that_has_a_value_is_taken() throws Exception {
    run("b1,2008 may 1 mon,1,m,g", "b2,2008 may 1 mon,1,,g", "b3,2008 may 1 mon,1,,");
    assertThat(created())
        .extracting(BookingEvent.Created::customerId)
        .containsExactly("m", "g", "nobody");
  }

  @Test
  void names_of_months_and_days_are_read_in_any_case() throws Exception {
    run("b1,2008 MAY 1 mon,1,m,g", "b2,2010 nov 2 FRI,1,m,g");
    assertThat(sink.envelopes())
        .extracting(envelope -> envelope.time().toString())
        .containsExactly("2008-05-05T00:00:00Z", "2010-11-12T00:00:00Z");
  }

  private List<BookingEvent.Created> created() {
    List<Event> events = sink.events();
    return events.stream().map(BookingEvent.Created.class::cast).toList();
  }

  private ImportReport run(String... rows) throws Exception {
    Path file = folder.resolve("shop.csv");
    Files.writeString(file, "number,day,price,member,guest\n" + String.join("\n", rows) + "\n");
    Mapping mapping = Mapping.parse("shop.yaml", MAPPING);
    return Import.run(ImportRequest.of(mapping, List.of(Source.file(file)), NOW), sink, _ -> {});
  }
}
