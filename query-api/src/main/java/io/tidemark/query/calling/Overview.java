package io.tidemark.query.calling;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer, field by field as it goes out. A part that could not be read is null. */
@Schema(
    name = "CallingOverview",
    description =
        "An account's calls, leads, agents and credits. The window is the last 30 days of the"
            + " business zone, today included.")
record Overview(
    List<Kpi> kpis,
    @Nullable Credits credits,
    @Nullable Agents agents,
    @Nullable Conversations conversations,
    @Nullable Leads leads,
    @Schema(description = "The 5 newest calls and leads, newest first")
        @Nullable List<Activity> recentActivity,
    @Nullable CacheInfo cacheInfo,
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
                    description = "The parts that could not be read, only with partial",
                    example = "[\"leads\"]"),
            schema =
                @Schema(
                    allowableValues = {
                      "conversations",
                      "kpis.avgConversationsPerHour",
                      "leads",
                      "credits",
                      "agents",
                      "recentActivity"
                    }))
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable List<String> missing) {

  Overview with(CacheInfo info) {
    return new Overview(
        kpis, credits, agents, conversations, leads, recentActivity, info, partial, missing);
  }

  @Schema(name = "CallingCredits", description = "Exact numbers, with up to 4 decimals")
  record Credits(
      @Schema(description = "remaining + usedThisMonth", example = "1250.5") BigDecimal current,
      @Schema(
              description = "By calls started in this month of the business zone",
              example = "249.5")
          BigDecimal usedThisMonth,
      @Schema(description = "All purchased − all used by calls", example = "1001")
          BigDecimal remaining) {}

  @Schema(name = "CallingAgents", description = "Agents that are not deleted, now")
  record Agents(
      @Schema(example = "12") long total,
      @Schema(example = "9") long active,
      @Schema(example = "2") long draft,
      @Schema(example = "1") long inactive) {}

  @Schema(name = "CallingConversations", description = "Calls started in the window")
  record Conversations(
      @Schema(example = "340") long total,
      @Schema(description = "Completed", example = "300") long successful,
      @Schema(example = "30") long failed,
      @Schema(description = "Neither completed nor failed yet", example = "10") long inProgress,
      @Schema(
              description = "successful ÷ (successful + failed) in percent, one decimal, or null",
              example = "90.9")
          @Nullable BigDecimal successRate,
      @Schema(example = "61380") long totalDurationSeconds,
      @Schema(
              description =
                  "totalDurationSeconds ÷ (successful + failed), one decimal; null if there is none",
              example = "186.0")
          @Nullable BigDecimal avgDurationSeconds) {

    static Conversations of(CallSums sums) {
      return new Conversations(
          sums.calls(),
          sums.completed(),
          sums.failed(),
          sums.inProgress(),
          sums.successRate(),
          sums.durationSeconds(),
          sums.avgDurationSeconds());
    }
  }

  @Schema(name = "CallingLeads", description = "Leads first scored in the window")
  record Leads(
      @Schema(example = "120") long total,
      @Schema(description = "With a present score of 70 or more", example = "40") long qualified,
      @Schema(description = "Converted by now", example = "15") long converted,
      @Schema(description = "Mean of the present scores, one decimal, or null", example = "61.4")
          @Nullable BigDecimal avgScore,
      @Schema(description = "converted ÷ total in percent, one decimal, or null", example = "12.5")
          @Nullable BigDecimal conversionRate) {

    static Leads of(LeadSums sums) {
      return new Leads(
          sums.leads(), sums.qualified(), sums.converted(), sums.avgScore(), sums.conversionRate());
    }
  }

  @Schema(name = "CallingActivity")
  record Activity(
      @Schema(example = "c-1742") String id,
      @Schema(
              allowableValues = {"call", "lead"},
              example = "call")
          String type,
      @Schema(example = "a1") @Nullable String agentId,
      @Schema(
              description = "null if no such agent of this account is known",
              example = "Front desk")
          @Nullable String agentName,
      @Schema(
              description =
                  "Of a call in_progress, completed or failed; of a lead scored or converted",
              example = "completed")
          @Nullable String status,
      @Schema(description = "Of a call that is finished, where its events say", example = "95")
          @Nullable Long durationSeconds,
      @Schema(description = "Of a lead, 0 to 100", example = "82.5") @Nullable BigDecimal leadScore,
      @Schema(description = "When the call started, or the lead was first scored")
          Instant occurredAt) {}

  @Schema(name = "CacheInfo", description = "Where this very answer comes from")
  record CacheInfo(
      @Schema(
              description = "database: read for this request. memory: it was there already",
              allowableValues = {"database", "memory"},
              example = "memory")
          String source,
      @Schema(description = "When it was put together") Instant calculatedAt,
      @Schema(
              description =
                  "When it is put together anew if no event does it earlier: after the time that is"
                      + " a setting, or at the end of the day")
          Instant expiresAt,
      @Schema(description = "Time of the newest event folded in; null before there is one")
          @Nullable Instant asOf,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description =
                  "How many records the figures lack, since they could not be folded in: see"
                      + " Tidemark-Incomplete. Absent where none are missing",
              example = "3")
          @Nullable Long incomplete) {}
}
