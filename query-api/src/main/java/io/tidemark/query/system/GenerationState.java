package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A full set of the read model's tables, and where it stands. */
@Schema(
    name = "Generation",
    description =
        "A full set of the read model's tables. One serves; a rebuild fills another beside it, has it"
            + " follow, compares it, and lets it serve")
record GenerationState(
    @Schema(description = "1, 2, 3 …", example = "2") int generation,
    @Schema(
            description =
                "filling: is folded from its source. following: has caught up, and folds what"
                    + " comes. serving: is what readers read. standby: has served or was rolled"
                    + " back, and follows until standbyUntil. cancelled: was given up. dropped: its"
                    + " tables are gone",
            allowableValues = {
              "filling",
              "following",
              "serving",
              "standby",
              "cancelled",
              "dropped"
            },
            example = "filling")
        String state,
    @Schema(description = "Whether it stands still because somebody asked for that") boolean paused,
    @Schema(
            description =
                "What it is folded by: each projection with its version; null until a projector has"
                    + " adopted it",
            example = "booking:2 complaint:1")
        @Nullable String code,
    @Schema(description = "The zone whose midnight ends its days", example = "Europe/Lisbon")
        @Nullable String zone,
    @Schema(description = "The first day of its weeks", example = "MONDAY")
        @Nullable String weekStartsOn,
    @Schema(description = "Why it was asked for", example = "booking 2: leave out test bookings")
        String reason,
    @Schema(description = "The token's subject", example = "s1") String requestedBy,
    Instant requestedAt,
    @Schema(
            description = "What it is filled from",
            allowableValues = {"log", "entities", "archive"})
        String source,
    @Schema(description = "Of which projection alone the log is read; null for all")
        @Nullable String projection,
    @Schema(description = "Of an archive") List<String> files,
    @Schema(description = "The most events a second; null for as many as possible")
        @Nullable Long rate,
    @Schema(description = "Partitions at a time; null for one per processor")
        @Nullable Integer workers,
    @Schema(description = "How long it stands by after it has served", example = "PT24H")
        String window,
    Progress progress,
    @Schema(
            description =
                "Events in the log that are not folded into it yet; null once it is given up")
        @Nullable Long lag,
    @Schema(description = "Records that are open as dead letters of it", example = "0")
        long deadLetters,
    @Schema(description = "The projector that works on it; null if none does")
        @Nullable String runner,
    @Nullable Instant runnerSeenAt,
    @Schema(description = "Whether a runner was seen within the last 5 seconds")
        boolean runnerAlive,
    @Schema(description = "Why it does not get on just now; null while all is well")
        @Nullable String trouble,
    Verification verification,
    @Schema(description = "Since when it serves, or did") @Nullable Instant servingSince,
    @Schema(description = "Until when one can roll back to it") @Nullable Instant standbyUntil,
    @Schema(description = "When it was cancelled or dropped") @Nullable Instant endedAt,
    @Schema(description = "When this was so: of two looks, what happened between them")
        Instant observedAt) {

  /** How far it is filled. */
  @Schema(name = "GenerationProgress")
  record Progress(
      @Schema(description = "Events to fold before it has caught up", example = "10000000")
          long total,
      @Schema(description = "Of these, folded", example = "2500000") long done,
      @Schema(description = "When all of its source was folded; null before")
          @Nullable Instant filledAt) {}

  /** What the comparison with the generation that served found. */
  @Schema(name = "GenerationVerification")
  record Verification(
      @Schema(description = "When a comparison was asked for that is not done yet")
          @Nullable Instant requestedAt,
      @Schema(description = "When it was last compared; null if never")
          @Nullable Instant verifiedAt,
      @Nullable Long cellsCompared,
      @Schema(description = "Cells in which the two differ") @Nullable Long differences,
      @Schema(description = "The same per table", example = "{\"bookings_by_status\": 12}")
          Map<String, Long> differencesByTable,
      @Schema(description = "Who let it serve in spite of them") @Nullable String acceptedBy) {}
}
