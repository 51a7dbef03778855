package io.tidemark.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.staff.StaffEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

  private final CloudEventDecoder decoder = new CloudEventDecoder("EUR", 1_000_000);

  static List<Event> examples() {
    return Examples.all();
  }

  static List<Event> with_required_fields_only() {
    return List.of(
        new BookingEvent.Created(new BigDecimal("0"), null, null, null, null, null, null),
        new BookingEvent.Cancelled(null),
        new BookingEvent.Repriced(new BigDecimal("999999999999999.9999"), null),
        new ComplaintEvent.Opened(Priority.LOW, null, null, null, null, null, null),
        new ComplaintEvent.Resolved(null),
        new StaffEvent.Renamed("", null),
        new AccountEvent.Registered(null, null),
        new AgentEvent.Updated(null, null, null, null),
        new CallEvent.Completed("u", "a", Integer.MAX_VALUE, BigDecimal.ZERO),
        new CallEvent.Failed("u", "a", "", null, null),
        new LeadEvent.Scored("u", "a", "c", new BigDecimal("100.0000"), null),
        new LeadEvent.Converted("u", "a", null),
        new ProviderEvent.Renamed("", null),
        new GoalEvent.Set(
            "p", null, Granularity.DAY, LocalDate.of(2024, 2, 29), new BigDecimal("-0.0001")),
        new GoalEvent.Cleared("p", null, Granularity.DAY, LocalDate.of(2024, 2, 29)));
  }

  @ParameterizedTest
  @MethodSource({"examples", "with_required_fields_only"})
  void what_is_encoded_is_decoded_again(Event event) throws InvalidEvent {
    Envelope envelope = Examples.envelope(event);
    Encoded encoded = CloudEventEncoder.encode(envelope, event);
    assertThat(decoder.decode(encoded.key(), encoded::header, encoded.value()))
        .isEqualTo(new Received(envelope, event));
  }

  @Test
  void optional_attributes_may_be_absent() throws InvalidEvent {
    Event event = new StaffEvent.Left();
    Envelope envelope =
        new Envelope(
            "1",
            "hr",
            "io.tidemark.staff.left",
            "s1",
            Instant.parse("2026-01-01T00:00:00Z"),
            0,
            null,
            null);
    Encoded encoded = CloudEventEncoder.encode(envelope, event);
    assertThat(encoded.headers())
        .extracting(CloudEventEncoder.Header::name)
        .containsExactly(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_subject",
            "ce_time",
            "content-type");
    assertThat(decoder.decode(encoded.key(), encoded::header, encoded.value()).envelope())
        .isEqualTo(envelope);
  }

  @Test
  void money_is_written_in_plain_digits_and_absent_fields_not_at_all() {
    Event event = new BookingEvent.Repriced(new BigDecimal("1E+3"), null);
    Encoded encoded = CloudEventEncoder.encode(Examples.envelope(event), event);
    assertThat(new String(encoded.value(), StandardCharsets.UTF_8)).isEqualTo("{\"amount\":1000}");
  }

  @Test
  void an_envelope_of_another_type_is_refused() {
    Envelope envelope = Examples.envelope(new BookingEvent.Confirmed());
    assertThatThrownBy(() -> CloudEventEncoder.encode(envelope, new BookingEvent.Completed()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.tidemark.booking.completed");
  }
}
