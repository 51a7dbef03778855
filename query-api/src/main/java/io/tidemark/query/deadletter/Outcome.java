package io.tidemark.query.deadletter;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What came of a retry or of a discard. */
sealed interface Outcome {

  String NEXT =
      "Where there are more that match than can be marked at once: repeat the request with this as"
          + " after";

  @Schema(name = "DeadLetterRetry")
  record Retry(
      @Schema(description = "Finds these letters again: GET dead-letters?request=…") UUID request,
      @Schema(description = "Letters that are, or were, tried again", example = "12") long matched,
      @Schema(description = "Of these: count now, as if they had come in time", example = "10")
          long folded,
      @Schema(description = "Of these: failed again, and are open again", example = "1")
          long failedAgain,
      @Schema(
              description =
                  "Of these: wait for the projector of their partition. They go on waiting after"
                      + " this answer; where no projector has the partition, or it is halted,"
                      + " until one has",
              example = "1")
          long waiting,
      @Schema(description = NEXT) @Nullable Long next,
      @Schema(description = "Why some of them failed again, at most 20") List<Failure> failures,
      @Schema(description = "Where those are that wait") List<Waiting> waitingFor)
      implements Outcome {}

  @Schema(name = "DeadLetterFailure")
  record Failure(
      @Schema(example = "42") long id,
      @Schema(example = "unknown-type") String kind,
      @Schema(example = "type: unknown: \"io.tidemark.booking.moved\"") String reason) {}

  @Schema(name = "DeadLettersWaiting")
  record Waiting(
      @Schema(example = "tidemark.bookings") String topic,
      @Schema(example = "3") int partition,
      @Schema(example = "1") long letters) {}

  @Schema(name = "DeadLetterDiscard")
  record Discard(
      @Schema(description = "Finds these letters again: GET dead-letters?request=…") UUID request,
      @Schema(example = "12") long discarded,
      @Schema(description = NEXT) @Nullable Long next)
      implements Outcome {}
}
