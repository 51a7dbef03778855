package io.tidemark.query.system;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cells in which a generation differs from the one that served when they were compared. */
@Schema(name = "Differences")
record DifferencesPage(
    @Schema(description = "When the two were compared; null if they never were")
        @Nullable Instant verifiedAt,
    @Schema(description = "Cells that differ in all: only the first of each table are kept")
        @Nullable Long total,
    @Schema(description = "The same per table", example = "{\"bookings_by_status\": 12}")
        Map<String, Long> byTable,
    List<Difference> differences,
    @Schema(description = "For the parameter cursor; null on the last page")
        @Nullable String nextCursor) {

  /** One cell. */
  @Schema(name = "Difference")
  record Difference(
      @Schema(example = "bookings_by_status") String table,
      @Schema(description = "1, 2, 3 … within the table", example = "1") int number,
      @Schema(
              description = "The cell's key",
              type = "object",
              example = "{\"grain\": \"month\", \"period_start\": \"2026-11-01\"}")
          @JsonRawValue
          String key,
      @Schema(
              description = "Its sums in the generation that served; null: there is no such cell",
              type = "object",
              example = "{\"bookings\": 12, \"amount\": 1200.00}")
          @JsonRawValue
          @Nullable String serving,
      @Schema(
              description = "Its sums in this generation; null: there is no such cell",
              type = "object",
              example = "{\"bookings\": 11, \"amount\": 1100.00}")
          @JsonRawValue
          @Nullable String rebuilt,
      @Schema(
              description = "Some of the entities that count in it, and what of them differs",
              type = "array")
          @JsonRawValue
          String entities) {}
}
