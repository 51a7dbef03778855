package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Envelope;
import io.tidemark.events.booking.BookingEvent;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rows become, and which are refused. */
class ImportTest extends ShopImport {

  @Test
  void one_row_gives_several_events() throws Exception {
    ImportReport report = run(HEADER + "b1,29/2/2016,3,12.50,Wash,done\n");

    assertThat(report.rows()).isEqualTo(1);
    assertThat(report.events()).isEqualTo(2);
    assertThat(report.oldest()).isEqualTo(Instant.parse("2016-02-29T00:00:00Z"));
    assertThat(report.newest()).isEqualTo(Instant.parse("2016-03-03T00:00:00Z"));
    assertThat(sink.events())
        .containsExactly(
            new BookingEvent.Created(
                new BigDecimal("12.50"),
                null,
                "Wash",
                null,
                null,
                Instant.parse("2016-03-03T00:00:00Z"),
                null),
            new BookingEvent.Completed());
    assertThat(sink.envelopes())
        .containsExactly(
            envelope("b1/booking.created/1", "created", "2016-02-29T00:00:00Z", 1),
            envelope("b1/booking.completed/1", "completed", "2016-03-03T00:00:00Z", 2));
    assertThat(sink.topics()).containsOnly("tidemark.bookings");
  }

  @Test
  void a_repeated_import_publishes_the_same_events_with_the_same_ids() throws Exception {
    String csv = HEADER + "b1,1/2/2016,3,1,,done\nb2,1/2/2016,0,2,,open\nb1,1/2/2016,3,1,,done\n";
    run(csv);
    List<Object> first = new ArrayList<>(sink.received());
    sink.received().clear();
    run(csv);
    assertThat(sink.received()).isEqualTo(first);
    assertThat(sink.envelopes().stream().map(Envelope::id)).doesNotHaveDuplicates().hasSize(5);
  }

  @Test
  void a_bad_row_gives_no_event_and_is_listed_with_line_column_and_reason() throws Exception {
    ImportReport report =
        run(
            HEADER
                + "ok,1/1/2016,1,5,,done\n"
                + "d,31/4/2016,1,5,,done\n"
                + "n,1/1/2016,x,5,,done\n"
                + "p,1/1/2016,1,5.00001,,done\n"
                + "big,1/1/2016,1,1000000000000000,,done\n"
                + "exp,1/1/2016,1,1E999999999,,done\n"
                + ",1/1/2016,1,5,,done\n"
                + "no price,1/1/2016,1,n/a,,done\n"
                + "a b,1/1/2016,1,5,,done\n"
                + "short,1/1/2016\n"
                + "long,1/1/2016,1,5,,done,more\n"
                + "old,1/1/1969,1,5,,done\n"
                + "far,1/1/2106,1,5,,done\n"
                + "half,1/1/2016,1.5,5,,done\n"
                + "ok2,1/1/2016,1,5,,done\n");

    assertThat(sink.envelopes().stream().map(Envelope::subject).distinct())
        .containsExactly("ok", "ok2");
    assertThat(report.rejected()).isEqualTo(13);
    assertThat(report.rejects()).containsExactly(folder.resolve("shop.csv.rejects.csv"));
    assertThat(rejects())
        .containsExactly(
            "source,line,columns,reason",
            reject(3, "day", "'31/4/2016' is not a date or time of the form d/M/yyyy"),
            reject(4, "stay", "'x' is not a number"),
            reject(5, "price", "booking.created: amount: more than 4 decimals: 5.00001"),
            reject(6, "price", "booking.created: amount: 10^15 or more: 1000000000000000"),
            reject(7, "price", "'1E999999999' is not a number"),
            reject(8, "number", "\"is empty, but the subject needs it\""),
            reject(9, "price", "\"is empty, but amount must have a value\""),
            reject(
                10,
                "number",
                "\"booking.created: id: holds a character that cannot be seen: \"\"a b/booking.created/9\"\"\""),
            reject(11, "", "\"has 2 fields, but the header has 6\""),
            reject(12, "", "\"has 7 fields, but the header has 6\""),
            reject(13, "day", "booking.created: time: before 1970: 1969-01-01T00:00:00Z"),
            reject(
                14,
                "day",
                "booking.created: time: more than 24 hours ahead of the clock: 2106-01-01T00:00:00Z"),
            reject(15, "stay", "'1.5' is not a whole number"));
  }

  @Test
  void a_shift_brings_the_newest_row_to_the_instant_and_withholds_what_comes_after()
      throws Exception {
    Path file = folder.resolve("shop.csv");
    Files.writeString(file, HEADER + "b1,1/1/2016,1,5,,done\nb2,11/1/2016,1,5,,done\n");
    ImportReport report = run(MAPPING, List.of(file), request -> request.shiftedTo(NOW));

    assertThat(report.shift())
        .isEqualTo(Duration.between(Instant.parse("2016-01-11T00:00:00Z"), NOW));
    assertThat(report.events()).isEqualTo(3);
    assertThat(report.withheld()).isEqualTo(1);
    assertThat(report.newest()).isEqualTo(NOW);
    assertThat(sink.envelopes().stream().map(e -> e.subject() + " " + e.time()))
        .containsExactly(
            "b1 " + NOW.minus(Duration.ofDays(10)),
            "b1 " + NOW.minus(Duration.ofDays(9)),
            "b2 " + NOW);
    assertThat(((BookingEvent.Created) sink.events().getLast()).scheduledFor())
        .isEqualTo(NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void until_withholds_what_is_later() throws Exception {
    Path file = folder.resolve("shop.csv");
    Files.writeString(file, HEADER + "b1,1/1/2016,1,5,,done\nb2,3/1/2016,1,5,,done\n");
    ImportReport report =
        run(
            MAPPING,
            List.of(file),
            request -> request.until(Instant.parse("2016-01-02T00:00:00Z")));
    assertThat(sink.envelopes().stream().map(e -> e.subject() + " " + e.time()))
        .containsExactly("b1 2016-01-01T00:00:00Z", "b1 2016-01-02T00:00:00Z");
    assertThat(report.withheld()).isEqualTo(2);
  }

  @Test
  void once_is_the_first_accepted_row_of_each_subject() throws Exception {
    String mapping =
        MAPPING.replace("- type: booking.created\n", "- type: booking.created\n    once: true\n");
    Path file = folder.resolve("shop.csv");
    Files.writeString(
        file,
        HEADER
            + "b1,1/1/2016,1,bad,,open\n"
            + "b1,2/1/2016,1,5,,done\n"
            + "b2,3/1/2016,1,5,,open\n"
            + "b1,4/1/2016,1,5,,done\n");
    run(mapping, List.of(file), request -> request);
    assertThat(sink.envelopes().stream().map(Envelope::id))
        .containsExactly(
            "b1/booking.created",
            "b1/booking.completed/2",
            "b2/booking.created",
            "b1/booking.completed/4");
  }

  @Test
  void an_id_too_long_for_an_event_becomes_a_digest() throws Exception {
    String subject = "x".repeat(128);
    run(HEADER + subject + ",1/1/2016,1,5,,done\n" + subject + ",1/1/2016,1,5,,done\n");
    assertThat(sink.envelopes().stream().map(Envelope::id)).doesNotHaveDuplicates().hasSize(4);
    assertThat(sink.envelopes().getFirst().id()).matches("booking.created/[0-9a-f]{64}");
  }

  @Test
  void the_rejects_of_an_earlier_import_do_not_stay() throws Exception {
    run(HEADER + "b1,x,1,5,,open\n");
    assertThat(folder.resolve("shop.csv.rejects.csv")).exists();
    run(HEADER + "b1,1/1/2016,1,5,,open\n");
    assertThat(folder.resolve("shop.csv.rejects.csv")).doesNotExist();
  }

  @Test
  void the_listener_hears_of_the_end() throws Exception {
    Path file = folder.resolve("shop.csv");
    Files.writeString(file, HEADER + "b1,1/1/2016,1,5,,done\nb2,x,1,5,,open\n");
    List<ImportProgress> heard = new ArrayList<>();
    Import.run(
        ImportRequest.of(Mapping.parse("shop.yaml", MAPPING), List.of(Source.file(file)), NOW),
        sink,
        heard::add);
    assertThat(heard.getLast())
        .isEqualTo(new ImportProgress(Files.size(file), Files.size(file), 2, 2, 1));
  }

  private static Envelope envelope(String id, String fact, String time, long sequence) {
    return new Envelope(
        id,
        "/import/shop",
        "io.tidemark.booking." + fact,
        "b1",
        Instant.parse(time),
        sequence,
        null,
        null);
  }

  private String reject(int line, String columns, String reason) {
    return folder.resolve("shop.csv") + "," + line + "," + columns + "," + reason;
  }
}
