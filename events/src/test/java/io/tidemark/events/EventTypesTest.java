package io.tidemark.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.staff.StaffEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventTypesTest {

  @Test
  void every_record_of_every_feature_has_a_type() {
    List<Class<?>> records =
        Stream.<Class<?>>of(
                BookingEvent.class,
                ComplaintEvent.class,
                StaffEvent.class,
                AccountEvent.class,
                PurchaseEvent.class,
                AgentEvent.class,
                CallEvent.class,
                LeadEvent.class,
                LocationEvent.class,
                ProviderEvent.class,
                ProductionEvent.class,
                GoalEvent.class)
            .flatMap(feature -> Stream.of(feature.getPermittedSubclasses()))
            .toList();
    List<Class<?>> listed = EventTypes.all().stream().<Class<?>>map(EventType::event).toList();
    assertThat(listed)
        .as("a record that is not listed in EventTypes can never arrive")
        .hasSameElementsAs(records);
  }

  @Test
  void there_is_an_example_of_every_type() {
    assertThat(Examples.all()).map(EventTypes::of).containsExactlyElementsOf(EventTypes.all());
  }

  @Test
  void a_type_is_found_by_its_name_and_by_its_record() {
    EventType type = EventTypes.of(new BookingEvent.Confirmed());
    assertThat(type.name()).isEqualTo("io.tidemark.booking.confirmed");
    assertThat(EventTypes.find("io.tidemark.booking.confirmed")).isSameAs(type);
    assertThat(EventTypes.find("io.tidemark.booking.Confirmed")).isNull();
  }

  @Test
  void each_feature_has_its_topic() {
    assertThat(EventTypes.topicOf("io.tidemark.booking.created")).isEqualTo("tidemark.bookings");
    assertThat(EventTypes.topicOf("io.tidemark.complaint.opened")).isEqualTo("tidemark.complaints");
    assertThat(EventTypes.topicOf("io.tidemark.staff.left")).isEqualTo("tidemark.staff");
    for (String calling : List.of("account.creditsPurchased", "agent.deleted", "lead.scored")) {
      assertThat(EventTypes.topicOf("io.tidemark." + calling)).isEqualTo("tidemark.calls");
    }
    for (String producing : List.of("location.renamed", "production.voided", "goal.cleared")) {
      assertThat(EventTypes.topicOf("io.tidemark." + producing)).isEqualTo("tidemark.production");
    }
    assertThatThrownBy(() -> EventTypes.topicOf("io.tidemark.staff.promoted"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.tidemark.staff.promoted");
  }

  @Test
  void an_event_that_is_not_listed_has_no_type() {
    record Unlisted() implements Event {}
    assertThatThrownBy(() -> EventTypes.of(new Unlisted()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
