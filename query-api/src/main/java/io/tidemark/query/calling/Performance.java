package io.tidemark.query.calling;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How an agent has done. */
@Schema(name = "AgentPerformance")
record Performance(
    @Schema(description = "Calls started", example = "1240") long conversations,
    @Schema(
            description =
                "completed ÷ (completed + failed) in percent, one decimal; null if there is none",
            example = "91.3")
        @Nullable BigDecimal successRate,
    @Schema(
            description =
                "Total duration ÷ (completed + failed), one decimal; null if there is none",
            example = "185.4")
        @Nullable BigDecimal avgDurationSeconds,
    @Schema(description = "The same as minutes and seconds, half up", example = "3:05")
        @Nullable String avgDuration,
    @Schema(description = "Exact, up to 4 decimals", example = "310.25") BigDecimal creditsUsed,
    @Schema(description = "Leads first scored", example = "96") long leads,
    @Schema(
            description = "Mean of the leads' present scores, one decimal, or null",
            example = "57.8")
        @Nullable BigDecimal avgLeadScore) {

  static Performance of(CallSums calls, LeadSums leads) {
    return new Performance(
        calls.calls(),
        calls.successRate(),
        calls.avgDurationSeconds(),
        calls.avgDuration(),
        calls.creditsUsed(),
        leads.leads(),
        leads.avgScore());
  }
}
