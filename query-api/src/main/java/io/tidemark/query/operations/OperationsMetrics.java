package io.tidemark.query.operations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer, field by field as it goes out. A group that was not asked for is absent. */
@Schema(
    description = "Operations metrics. A group that was not asked for, or not allowed, is absent.")
record OperationsMetrics(
    @Schema(description = "today, week, month or all", example = "all") String period,
    @Schema(description = "When these figures were put together") @JsonProperty("generated_at")
        Instant generatedAt,
    @Schema(description = "Time of the newest event folded in; null before there is one")
        @JsonProperty("as_of")
        @Nullable Instant asOf,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Bookings bookings,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Complaints complaints,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Sla sla,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Revenue revenue,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Realtime realtime) {

  OperationsMetrics generatedAt(Instant instant) {
    return new OperationsMetrics(
        period, instant, asOf, bookings, complaints, sla, revenue, realtime);
  }

  @Schema(name = "Bookings")
  record Bookings(
      @Schema(
              description = "Bookings created in the period, by their present status",
              example = BOOKINGS_BY_STATUS)
          @JsonProperty("by_status")
          Map<String, Long> byStatus,
      @Schema(description = "Bookings created in the period", example = "342") long total,
      @Schema(description = "Bookings created on the day of the reference date", example = "15")
          long today,
      @Schema(description = "Bookings created in its week", example = "87") long week,
      @Schema(description = "Bookings created in its month", example = "342") long month,
      @Schema(
              description =
                  "Created in the period against the whole period before, in percent, one decimal;"
                      + " for all: this month against last month; null if there was none before",
              example = "12.5")
          @JsonProperty("growth_rate")
          @Nullable BigDecimal growthRate) {}

  @Schema(name = "Complaints")
  record Complaints(
      @Schema(
              description = "Complaints opened in the period, by their present priority",
              example = "{\"low\":12,\"medium\":9,\"high\":4,\"critical\":2}")
          @JsonProperty("by_priority")
          Map<String, Long> byPriority,
      @Schema(
              description = "Complaints opened in the period, by their present status",
              example =
                  "{\"open\":8,\"in_progress\":11,\"resolved\":3,\"closed\":1,\"escalated\":4}")
          @JsonProperty("by_status")
          Map<String, Long> byStatus,
      @Schema(description = "Complaints opened in the period", example = "27") long total,
      @Schema(description = "Complaints opened on the day of the reference date", example = "8")
          long today,
      @Schema(
              description = "Of those opened in the period: open, in_progress or escalated",
              example = "23")
          long unresolved,
      @Schema(
              description =
                  "Mean of (last resolved − opened) in hours, one decimal, over complaints opened"
                      + " in the period whose status is resolved or closed; null if there is none",
              example = "18.5")
          @JsonProperty("avg_resolution_hours")
          @Nullable BigDecimal avgResolutionHours) {}

  @Schema(name = "Sla", description = "Over complaints opened in the period")
  record Sla(
      @Schema(
              description =
                  "Unresolved, with resolution due in (now, now + buffer]; the buffer is a setting",
              example = "5")
          @JsonProperty("at_risk")
          long atRisk,
      @Schema(description = "Unresolved, with resolution due at or before now", example = "2")
          long breached,
      @Schema(
              description =
                  "Resolved on or before the due time, in percent of (all resolved + unresolved"
                      + " and breached), one decimal; null if there is none of either",
              example = "94.2")
          @JsonProperty("compliance_rate")
          @Nullable BigDecimal complianceRate,
      @Schema(
              description =
                  "Mean of (first response − opened) in hours, one decimal, where a response"
                      + " exists; null if there is none",
              example = "2.3")
          @JsonProperty("avg_response_hours")
          @Nullable BigDecimal avgResponseHours,
      @Schema(description = "As in complaints", example = "18.5")
          @JsonProperty("avg_resolution_hours")
          @Nullable BigDecimal avgResolutionHours) {}

  @Schema(
      name = "Revenue",
      description =
          "Sums of booking amounts by creation time, exact numbers with two decimals. Only with"
              + " ops.admin.")
  record Revenue(
      @Schema(
              description =
                  "Of bookings created in the period that are in a revenue status; which statuses"
                      + " is a setting",
              example = "1250000.00")
          BigDecimal total,
      @Schema(
              description = "Amounts of all bookings created in the period, by present status",
              example = REVENUE_BY_STATUS)
          @JsonProperty("by_status")
          Map<String, BigDecimal> byStatus,
      @Schema(description = "As total, for the day of the reference date", example = "45000.00")
          BigDecimal today,
      @Schema(description = "As total, for its week", example = "285000.00") BigDecimal week,
      @Schema(description = "As total, for its month", example = "1250000.00") BigDecimal month,
      @Schema(
              description = "total ÷ number of bookings that it counts; null if there is none",
              example = "3654.76")
          @JsonProperty("average_order_value")
          @Nullable BigDecimal averageOrderValue,
      @Schema(description = "As for bookings, of total", example = "8.3")
          @JsonProperty("growth_rate")
          @Nullable BigDecimal growthRate) {}

  @Schema(name = "Realtime", description = "Now, whatever the period")
  record Realtime(
      @Schema(description = "Bookings in_progress", example = "12") @JsonProperty("active_bookings")
          long activeBookings,
      @Schema(description = "Bookings pending or confirmed", example = "8")
          @JsonProperty("pending_bookings")
          long pendingBookings,
      @Schema(description = "Complaints open or in_progress", example = "15")
          @JsonProperty("active_complaints")
          long activeComplaints,
      @Schema(description = "Complaints of priority critical that are unresolved", example = "2")
          @JsonProperty("critical_complaints")
          long criticalComplaints,
      @Schema(
              description =
                  "Items assigned and not finished (bookings pending, confirmed, in_progress;"
                      + " complaints unresolved) by staff id, most loaded first, at most 100",
              example =
                  "{\"s1\":{\"name\":\"Ada Byron\",\"bookings\":3,\"complaints\":2,\"total\":5}}")
          @JsonProperty("staff_workload")
          Map<String, Workload> staffWorkload) {}

  @Schema(name = "Workload")
  record Workload(
      @Schema(description = "null while no event has told it", example = "Ada Byron")
          @Nullable String name,
      @Schema(example = "3") long bookings,
      @Schema(example = "2") long complaints,
      @Schema(example = "5") long total) {}

  private static final String BOOKINGS_BY_STATUS =
      "{\"pending\":5,\"confirmed\":20,\"in_progress\":12,\"completed\":300,\"cancelled\":5}";
  private static final String REVENUE_BY_STATUS =
      "{\"pending\":1000.00,\"confirmed\":40000.00,\"in_progress\":10000.00,"
          + "\"completed\":1200000.00,\"cancelled\":900.00}";
}
