package io.tidemark.query.provider;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the list, field by field as it goes out. */
@Schema(description = "Providers and their figures of one period, at one location if asked for")
record ProvidersPage(
    @Schema(description = "daily, weekly or monthly", example = "monthly") String period,
    ProviderPerformance.Range range,
    List<Row> providers,
    @Schema(description = "For the parameter cursor; null on the last page")
        @Nullable String nextCursor) {

  @Schema(name = "ProviderRow")
  record Row(
      @Schema(example = "p17") String id,
      @Schema(example = "Dr. Grace Hopper") @Nullable String name,
      @Schema(description = "dentist or hygienist", example = "dentist") @Nullable String role,
      @JsonUnwrapped PeriodFigures figures) {}
}
