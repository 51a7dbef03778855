package io.tidemark.query.trust;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A page of the restatement ledger as it goes out, newest first. */
@Schema(name = "Restatements")
record Restatements(
    List<Item> items,
    @Schema(description = "For the next page; null on the last") @Nullable String nextCursor) {

  @Schema(name = "Restatement")
  record Item(
      @Schema(example = "4711") long id,
      @Schema(example = "bookings_by_status") String table,
      @Schema(
              type = "object",
              description = "The cell, by key column",
              example =
                  "{\"grain\": \"day\", \"period_start\": \"2026-10-01\", \"status\": \"completed\"}")
          JsonNode key,
      @Schema(example = "2026-10-01") LocalDate periodStart,
      @Schema(description = "The first day after the period", example = "2026-10-02")
          LocalDate periodEnd,
      @Schema(
              description = "events, or the switch to a rebuilt generation of the read model",
              example = "events")
          String cause,
      @Schema(
              type = "object",
              description = "What was said before the first of the changes, by sum column",
              example = "{\"bookings\": 17, \"amount\": 4200.50}")
          JsonNode before,
      @Schema(
              type = "object",
              description = "What is said since the last of them",
              example = "{\"bookings\": 18, \"amount\": 4450.50}")
          JsonNode after,
      @Schema(
              description =
                  "By how many transactions, within an hour (tidemark.restatements.window)",
              example = "1")
          long changes,
      @Schema(description = "By how many events", example = "1") long events,
      @Schema(description = "The generation that was read", example = "1") int generation,
      Instant firstAt,
      Instant lastAt) {}
}
