package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the CloudEvents SDK for Java writes to Kafka we read, and what we write it reads. */
class SdkInteroperabilityTest {

  static List<Event> examples() {
    return Examples.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void what_the_sdk_writes_in_binary_mode_we_read(Event event) throws InvalidEvent {
    Envelope envelope = Examples.envelope(event);
    ProducerRecord<String, byte[]> written =
        KafkaMessageFactory.<String>createWriter("topic", null, null, "another-key")
            .writeBinary(cloudEvent(envelope, event));
    assertThat(decoded(written)).isEqualTo(new Received(envelope, event));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void what_the_sdk_writes_in_structured_mode_we_read(Event event) throws InvalidEvent {
    Envelope envelope = Examples.envelope(event);
    ProducerRecord<String, byte[]> written =
        KafkaMessageFactory.<String>createWriter("topic", null, null, "another-key")
            .writeStructured(cloudEvent(envelope, event), new JsonFormat());
    assertThat(decoded(written)).isEqualTo(new Received(envelope, event));
  }

  @Test
  void an_event_of_the_sdk_without_data_is_read_in_both_modes() throws InvalidEvent {
    CloudEvent bare =
        CloudEventBuilder.v1()
            .withId("1")
            .withSource(URI.create("urn:desk"))
            .withType("io.tidemark.booking.confirmed")
            .withSubject("b-1")
            .withTime(Examples.envelope(Examples.all().getFirst()).time().atOffset(ZoneOffset.UTC))
            .build();
    var writer = KafkaMessageFactory.<String>createWriter("topic", null, null, "b-1");
    Received binary = decoded(writer.writeBinary(bare));
    assertThat(binary.envelope().source()).isEqualTo("urn:desk");
    assertThat(decoded(writer.writeStructured(bare, new JsonFormat()))).isEqualTo(binary);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void what_we_write_the_sdk_reads(Event event) {
    Envelope envelope = Examples.envelope(event);
    Encoded encoded = CloudEventEncoder.encode(envelope, event);
    ConsumerRecord<byte[], byte[]> consumed =
        new ConsumerRecord<>("topic", 0, 0, encoded.key(), encoded.value());
    for (Header header : encoded.headers()) {
      consumed.headers().add(header.name(), header.value());
    }
    CloudEvent read = KafkaMessageFactory.createReader(consumed).toEvent();
    assertThat(read.getSpecVersion()).hasToString("1.0");
    assertThat(read.getId()).isEqualTo(envelope.id());
    assertThat(read.getSource()).hasToString(envelope.source());
    assertThat(read.getType()).isEqualTo(envelope.type());
    assertThat(read.getSubject()).isEqualTo(envelope.subject());
    assertThat(read.getTime()).isEqualTo(envelope.time().atOffset(ZoneOffset.UTC));
    assertThat(read.getDataSchema()).hasToString(envelope.dataschema());
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getExtension("sequence")).isEqualTo("3");
    assertThat(read.getExtension("traceparent")).isEqualTo(envelope.traceparent());
    CloudEventData data = read.getData();
    assertThat(data).isNotNull();
    assertThat(data.toBytes()).isEqualTo(encoded.value());
  }

  private static CloudEvent cloudEvent(Envelope envelope, Event event) {
    return CloudEventBuilder.v1()
        .withId(envelope.id())
        .withSource(URI.create(envelope.source()))
        .withType(envelope.type())
        .withSubject(envelope.subject())
        .withTime(envelope.time().atOffset(ZoneOffset.UTC))
        .withExtension("sequence", Long.toString(envelope.sequence()))
        .withExtension("traceparent", envelope.traceparent())
        .withDataSchema(URI.create(envelope.dataschema()))
        .withData("application/json", CloudEventEncoder.encode(envelope, event).value())
        .build();
  }

  private static Received decoded(ProducerRecord<String, byte[]> written) throws InvalidEvent {
    return Wire.DECODER.decode(
        written.key().getBytes(UTF_8),
        name -> {
          var header = written.headers().lastHeader(name);
          return header == null ? null : header.value();
        },
        written.value());
  }
}
