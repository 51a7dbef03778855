package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of a plan, as a projector makes it; it is passed on as it comes. */
@Schema(name = "RebuildPlan", description = "What a rebuild would do. Nothing was written")
record RebuildPlan(
    @Schema(description = "To be folded", example = "10000000") long events,
    @Schema(description = "To be read, about", example = "4700000000") long bytes,
    @Schema(description = "Rows of entities that serve now, about", example = "1200000")
        long entities,
    @Schema(description = "About how long it takes, by what this machine did before, or a guess")
        long estimatedSeconds,
    @Schema(description = "About how much more disk PostgreSQL needs meanwhile")
        long estimatedDiskBytes,
    List<Topic> topics,
    @Schema(description = "Whether every topic still has its first event") boolean reachesBack,
    Definition definition,
    @Schema(description = "What serves now") Serving serving,
    @Schema(
            description = "What differs between the definition and what serves",
            example = "[\"zone UTC → Europe/Lisbon\", \"booking 1 → 2\"]")
        List<String> changed,
    @Schema(
            description =
                "Why a start would be refused as things are, for a person; null where it would not",
            example = "Generation 2 is filling. Switch to it or cancel it first.")
        @Nullable String refusal,
    @Schema(description = "What to do next, for a person") @Nullable String advice) {

  /** A topic that would be read. */
  @Schema(name = "RebuildPlanTopic")
  record Topic(
      @Schema(example = "tidemark.bookings") String topic,
      long events,
      long bytes,
      @Schema(description = "The lowest offset there is, over its partitions") long earliestOffset,
      int partitions,
      boolean reachesBack) {}

  /** What a generation is folded by. */
  @Schema(name = "RebuildDefinition")
  record Definition(String code, String zone, String weekStartsOn) {}

  /** The generation that serves. */
  @Schema(name = "RebuildServing")
  record Serving(
      int generation,
      @Nullable String code,
      @Nullable String zone,
      @Nullable String weekStartsOn,
      @Nullable Instant servingSince) {}
}
