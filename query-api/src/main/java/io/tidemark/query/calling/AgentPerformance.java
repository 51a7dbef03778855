package io.tidemark.query.calling;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer, field by field as it goes out. */
@Schema(
    name = "AgentPerformanceOverTime",
    description = "One agent over a range of days of the business zone")
record AgentPerformance(
    @Schema(example = "a1") String agentId,
    @Schema(example = "Front desk") @Nullable String agentName,
    Analytics.Days range,
    @Schema(description = "Of calls started, and leads first scored, in the range")
        Performance performance,
    @ArraySchema(arraySchema = @Schema(description = "Every day of the range, oldest first"))
        List<AgentDay> performanceOverTime,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description =
                        "Calls started in the range, by the hour of the day in the business zone:"
                            + " 24 numbers, the first from midnight to one",
                    example = "[0,0,0,0,0,0,1,4,9,14,12,10,8,11,12,9,7,5,2,1,0,0,0,0]"),
            minItems = 24,
            maxItems = 24)
        List<Long> callsByHour) {

  @Schema(
      name = "AgentDay",
      description = "Calls started, and leads first scored, on a day; as in AgentPerformance")
  record AgentDay(
      LocalDate date,
      @Schema(example = "12") long conversations,
      @Schema(description = "Completed", example = "9") long successful,
      @Schema(example = "2") long failed,
      @Schema(example = "81.8") @Nullable BigDecimal successRate,
      @Schema(example = "141.5") @Nullable BigDecimal avgDurationSeconds,
      @Schema(example = "3.25") BigDecimal creditsUsed,
      @Schema(example = "4") long leads,
      @Schema(example = "58.3") @Nullable BigDecimal avgLeadScore) {

    static AgentDay of(LocalDate date, CallSums calls, LeadSums leads) {
      return new AgentDay(
          date,
          calls.calls(),
          calls.completed(),
          calls.failed(),
          calls.successRate(),
          calls.avgDurationSeconds(),
          calls.creditsUsed(),
          leads.leads(),
          leads.avgScore());
    }
  }
}
