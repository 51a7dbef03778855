package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Generations, newest first, and who can fold them. */
@Schema(name = "Generations")
record GenerationsPage(
    @Schema(description = "The one that readers read", example = "1") int serving,
    List<GenerationState> generations,
    @Schema(description = "The projectors that were seen within the last 5 seconds")
        List<Projector> projectors,
    @Schema(description = "For the parameter cursor; null on the last page")
        @Nullable String nextCursor) {

  /** A projector, and what it would fold a new generation by. */
  @Schema(name = "Projector")
  record Projector(
      @Schema(description = "Of this run of its process") String id,
      @Schema(description = "Each projection with its version") String code,
      @Schema(example = "Europe/Lisbon") String zone,
      @Schema(example = "MONDAY") String weekStartsOn,
      Instant startedAt,
      Instant seenAt) {}
}
