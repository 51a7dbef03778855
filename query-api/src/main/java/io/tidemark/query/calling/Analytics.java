package io.tidemark.query.calling;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer, field by field as it goes out. A chart that could not be read is null. */
@Schema(
    name = "CallingAnalytics",
    description = "An account's calls and leads over a range of days of the business zone")
record Analytics(
    Days range,
    @ArraySchema(arraySchema = @Schema(description = "Every day of the range, oldest first"))
        @Nullable List<LeadDay> leadsOverTime,
    @ArraySchema(arraySchema = @Schema(description = "Every day of the range, oldest first"))
        @Nullable List<CallDay> interactionsOverTime,
    @Nullable LeadQuality leadQuality,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description =
                        "Calls started in the range, by the hour of the day in the business zone:"
                            + " 24 numbers, the first from midnight to one",
                    example = "[0,0,0,0,0,0,1,4,9,14,12,10,8,11,12,9,7,5,2,1,0,0,0,0]"),
            minItems = 24,
            maxItems = 24)
        @Nullable List<Long> callsByHour,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description =
                        "The 10 agents with the most calls started in the range, most first, then"
                            + " by id; deleted agents are left out"))
        @Nullable List<TopAgent> topAgents,
    @Schema(
            description =
                "true if something could not be read in time; absent otherwise. A whole answer that"
                    + " is older is preferred to a partial one.",
            example = "true")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean partial,
    @ArraySchema(
            arraySchema =
                @Schema(
                    description = "The charts that could not be read, only with partial",
                    example = "[\"topAgents\"]"),
            schema =
                @Schema(
                    allowableValues = {
                      "leadsOverTime",
                      "interactionsOverTime",
                      "leadQuality",
                      "callsByHour",
                      "topAgents"
                    }))
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable List<String> missing) {

  @Schema(name = "CallingRange")
  record Days(
      @Schema(example = "7") int days,
      @Schema(description = "The first day", example = "2026-11-14") LocalDate from,
      @Schema(description = "The last day, today", example = "2026-11-20") LocalDate to) {

    static Days of(Range range) {
      return new Days(range.days(), range.from(), range.to());
    }
  }

  @Schema(name = "CallingLeadDay", description = "Leads first scored on a day")
  record LeadDay(
      LocalDate date,
      @Schema(example = "14") long leads,
      @Schema(description = "With a present score of 70 or more", example = "5") long qualified,
      @Schema(description = "Converted by now", example = "2") long converted,
      @Schema(description = "Mean of the present scores, one decimal, or null", example = "58.3")
          @Nullable BigDecimal avgScore) {

    static LeadDay of(LocalDate date, LeadSums sums) {
      return new LeadDay(date, sums.leads(), sums.qualified(), sums.converted(), sums.avgScore());
    }
  }

  @Schema(name = "CallingCallDay", description = "Calls started on a day")
  record CallDay(
      LocalDate date,
      @Schema(example = "40") long calls,
      @Schema(description = "Completed", example = "33") long successful,
      @Schema(example = "5") long failed,
      @Schema(
              description = "successful ÷ (successful + failed) in percent, one decimal, or null",
              example = "86.8")
          @Nullable BigDecimal successRate,
      @Schema(
              description =
                  "Total duration ÷ (successful + failed), one decimal; null if there is none",
              example = "141.5")
          @Nullable BigDecimal avgDurationSeconds,
      @Schema(description = "Exact, up to 4 decimals", example = "38.25") BigDecimal creditsUsed) {

    static CallDay of(LocalDate date, CallSums sums) {
      return new CallDay(
          date,
          sums.calls(),
          sums.completed(),
          sums.failed(),
          sums.successRate(),
          sums.avgDurationSeconds(),
          sums.creditsUsed());
    }
  }

  @Schema(
      name = "CallingLeadQuality",
      description = "Leads first scored in the range, by their present score")
  record LeadQuality(
      @Schema(description = "70 or more", example = "21") long hot,
      @Schema(description = "40 to under 70", example = "40") long warm,
      @Schema(description = "Under 40", example = "12") long cold,
      @ArraySchema(
              arraySchema =
                  @Schema(
                      description = "By tenths of the scale: under 10, 10 to under 20, … 90 to 100",
                      example = "[1,2,3,6,10,12,18,11,7,3]"),
              minItems = 10,
              maxItems = 10)
          List<Long> buckets) {

    static LeadQuality of(List<Long> buckets) {
      return new LeadQuality(
          sum(buckets.subList(7, 10)),
          sum(buckets.subList(4, 7)),
          sum(buckets.subList(0, 4)),
          buckets);
    }

    private static long sum(List<Long> some) {
      return some.stream().mapToLong(Long::longValue).sum();
    }
  }

  @Schema(name = "CallingTopAgent")
  record TopAgent(
      @Schema(example = "a1") String agentId,
      @Schema(
              description = "null if no such agent of this account is known",
              example = "Front desk")
          @Nullable String agentName,
      @Schema(description = "Started in the range", example = "120") long calls,
      @Schema(description = "Completed", example = "101") long successful,
      @Schema(example = "11") long failed,
      @Schema(
              description = "successful ÷ (successful + failed) in percent, one decimal, or null",
              example = "90.2")
          @Nullable BigDecimal successRate,
      @Schema(
              description =
                  "Total duration ÷ (successful + failed), one decimal; null if there is none",
              example = "141.5")
          @Nullable BigDecimal avgDurationSeconds,
      @Schema(description = "Exact, up to 4 decimals", example = "38.25") BigDecimal creditsUsed,
      @Schema(description = "First scored in the range", example = "35") long leads,
      @Schema(description = "Mean of their present scores, one decimal, or null", example = "58.3")
          @Nullable BigDecimal avgLeadScore) {}
}
