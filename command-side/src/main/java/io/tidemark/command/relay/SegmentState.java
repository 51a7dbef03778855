package io.tidemark.command.relay;

/** How a segment's worker is doing. */
sealed interface SegmentState {

  /** What is stored goes out. */
  record Relaying() implements SegmentState {}

  /** Something is away, such as the broker: it is tried again. */
  record Failing(String reason) implements SegmentState {}

  /**
   * An event can never be sent as things are. Nothing after it goes out either, since nothing is
   * ever left out: somebody must see to it.
   */
  record Halted(String reason) implements SegmentState {}
}
