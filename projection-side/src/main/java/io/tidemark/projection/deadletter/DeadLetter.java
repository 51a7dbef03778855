package io.tidemark.projection.deadletter;

import io.tidemark.events.InvalidEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that could not be folded, and why.
 *
 * @param topicId Kafka's id of the record's topic
 */
public record DeadLetter(
    ConsumerRecord<byte[], byte[]> record, String topicId, InvalidEvent.Kind kind, String reason) {}
