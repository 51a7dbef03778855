package io.tidemark.query.deadletter;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of dead letters, newest first. */
@Schema(name = "DeadLetters")
record DeadLettersPage(
    List<Item> items,
    @Schema(description = "For the next page; null on the last") @Nullable String nextCursor,
    @Schema(
            description =
                "All that the filters match, whatever their state, by state. Only on the first"
                    + " page")
        @Nullable Counts counts,
    @Schema(
            description =
                "What the letters are that the filters and the state match, most first, at most 20"
                    + " lines. Only on the first page")
        @Nullable List<Group> groups) {

  @Schema(name = "DeadLetter")
  record Item(
      @Schema(example = "42") long id,
      @Schema(example = "tidemark.bookings") String topic,
      @Schema(example = "3") int partition,
      @Schema(description = "Of the record in its partition", example = "26184") long offset,
      @Schema(
              description =
                  "What is wrong with it: invalid-envelope, unknown-type, invalid-payload,"
                      + " wrong-currency, time-ahead, too-large or not-storable",
              example = "unknown-type")
          String kind,
      @Schema(example = "type: unknown: \"io.tidemark.booking.moved\"") String reason,
      @Schema(description = "As its header says", example = "io.tidemark.booking.moved")
          @Nullable String eventType,
      @Schema(
              description = "open, retrying (waits for its projector), folded or discarded",
              example = "open")
          String state,
      @Schema(description = "How often folding it was tried", example = "1") int attempts,
      Instant receivedAt,
      @Schema(description = "When folding it was tried last") Instant triedAt,
      @Schema(description = "When it was folded or discarded") @Nullable Instant resolvedAt,
      @Schema(description = "Who had it retried or discarded last", example = "s1")
          @Nullable String resolvedBy,
      @Schema(description = "Why", example = "sent by mistake") @Nullable String note) {}

  @Schema(name = "DeadLetterCounts")
  record Counts(
      @Schema(example = "12") long open,
      @Schema(example = "0") long retrying,
      @Schema(example = "340") long folded,
      @Schema(example = "2") long discarded) {}

  @Schema(name = "DeadLetterGroup")
  record Group(
      @Schema(example = "tidemark.bookings") String topic,
      @Schema(example = "unknown-type") String kind,
      @Schema(example = "io.tidemark.booking.moved") @Nullable String eventType,
      @Schema(example = "12") long letters,
      @Schema(description = "When the newest of them was received") Instant newest) {}
}
