package io.tidemark.query.provider;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer, field by field as it goes out. */
@Schema(description = "A provider's production against its goals, of one location if asked for")
record ProviderPerformance(
    Provider provider,
    @Schema(description = "daily, weekly or monthly", example = "monthly") String period,
    Range range,
    @Schema(description = "The period of the reference date: the last of the series")
        PeriodFigures current,
    @Schema(
            description =
                "The same period at each location that has entries in it or in the period before,"
                    + " or a goal in it; the greatest production first. If one location is asked"
                    + " for, only that one.")
        List<AtLocation> locations,
    @Schema(description = "Every period of the range, oldest first, also those without entries")
        List<PeriodFigures> series) {

  @Schema(name = "Provider")
  record Provider(
      @Schema(example = "p17") String id,
      @Schema(example = "Dr. Grace Hopper") @Nullable String name,
      @Schema(description = "dentist or hygienist", example = "dentist") @Nullable String role) {}

  @Schema(name = "Range", description = "The first and the last day of the series")
  record Range(
      @Schema(example = "2025-12-01") LocalDate from,
      @Schema(example = "2026-11-30") LocalDate to) {}

  @Schema(name = "AtLocation")
  record AtLocation(
      @Schema(example = "l3") String id,
      @Schema(description = "null while no event has told it", example = "Main Street")
          @Nullable String name,
      @JsonUnwrapped PeriodFigures figures,
      @Schema(
              description =
                  "production ÷ the provider's production at all locations × 100; below 0 or above"
                      + " 100 where some of it is negative",
              example = "62.5")
          @Nullable BigDecimal share) {}
}
