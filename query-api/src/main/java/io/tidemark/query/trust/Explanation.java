package io.tidemark.query.trust;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a figure is the sum of, as it goes out. */
@Schema(name = "Explanation")
record Explanation(
    @Schema(example = "bookings_by_status") String table,
    @Schema(
            type = "object",
            example =
                "{\"grain\": \"day\", \"period_start\": \"2026-10-01\", \"status\": \"confirmed\"}")
        JsonNode key,
    @Schema(description = "The generation of the read model that serves", example = "1")
        int generation,
    @Schema(
            type = "object",
            description = "The sums that are stored; null if there is no such cell",
            example = "{\"bookings\": 2, \"amount\": 480.00}")
        @Nullable JsonNode cell,
    @Schema(
            type = "object",
            description = "The sums over all entities, on whatever page they are",
            example = "{\"bookings\": 2, \"amount\": 480.00}")
        JsonNode total,
    @Schema(description = "Whether cell and total are the same. false would be drift: report it")
        boolean exact,
    @Schema(description = "How many entities count in the cell", example = "2") long entities,
    @Schema(description = "Those of this page, by kind and id") List<Item> items,
    @Schema(description = "For the next page; null on the last") @Nullable String nextCursor,
    @Schema(description = "How long it took to read them", example = "12") long millis) {

  @Schema(name = "ExplanationItem")
  record Item(
      @Schema(description = "What it is", example = "booking") String entity,
      @Schema(example = "b-1742") String id,
      @Schema(
              type = "object",
              description = "What it counts for in the cell",
              example = "{\"bookings\": 1, \"amount\": 240.00}")
          JsonNode sums) {}
}
