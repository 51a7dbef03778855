package io.tidemark.command.relay;

/**
 * A row of the event store.
 *
 * @param sequence of its aggregate, from 0
 * @param recordedAt ISO 8601
 * @param type its wire name
 * @param version of its payload's schema
 * @param payload as it was stored
 * @param metadata a JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record StoredEvent(
    long position,
    String id,
    String aggregate,
    long sequence,
    String recordedAt,
    String type,
    String version,
    byte[] payload,
    byte[] metadata) {

  @Override
  public String toString() {
    return "event %s (%s of %s) at position %d".formatted(id, type, aggregate, position);
  }
}
