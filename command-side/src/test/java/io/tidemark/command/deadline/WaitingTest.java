package io.tidemark.command.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.axonframework.deadline.dbscheduler.DbSchedulerHumanReadableDeadlineDetails;
import org.axonframework.modelling.command.AggregateScopeDescriptor;
import org.junit.jupiter.api.Test;

class WaitingTest {

  private static final String AGGREGATE = AggregateScopeDescriptor.class.getName();

  private final Waiting.Codec codec = new Waiting.Codec();

  private static DbSchedulerHumanReadableDeadlineDetails details(
      String scopeType, String payloadType) {
    return new DbSchedulerHumanReadableDeadlineDetails(
        "overdue", "{\"identifier\":\"c1\"}", scopeType, "null", payloadType, null, "{}");
  }

  @Test
  void a_deadline_is_stored_without_names_of_classes_and_read_back_whole() {
    DbSchedulerHumanReadableDeadlineDetails details = details(AGGREGATE, "empty");
    byte[] stored = codec.serialize(details);
    assertThat(new String(stored, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"name\":\"overdue\",\"scope\":\"{\\\"identifier\\\":\\\"c1\\\"}\","
                + "\"metadata\":\"{}\"}");
    assertThat(codec.deserialize(DbSchedulerHumanReadableDeadlineDetails.class, stored))
        .isEqualTo(details);
  }

  @Test
  void one_of_something_else_or_with_a_payload_is_refused_when_it_is_set() {
    assertThatThrownBy(() -> codec.serialize(details("a.Saga", "empty")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.serialize(details(AGGREGATE, "a.Payload")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothing_stays_nothing() {
    assertThat(codec.serialize(null)).isNull();
    assertThat(codec.deserialize(String.class, null)).isNull();
  }
}
