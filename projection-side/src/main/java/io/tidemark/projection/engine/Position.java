package io.tidemark.projection.engine;

/**
 * How far a partition of the log is folded in.
 *
 * @param topicId Kafka's id of the topic: a re-created topic is another log
 * @param nextOffset everything below is folded in
 */
public record Position(String topicId, long nextOffset) {}
