package io.tidemark.query.settings;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.query.settings.Settings.AlertThresholds;
import io.tidemark.query.settings.SettingsStore.Everything;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The settings as they go over the wire. */
@Schema(
    name = "OpsConfig",
    description = "Settings. Durations are ISO 8601, such as PT5M; a field left out is kept.")
record OpsConfig(
    @Schema(
            type = "string",
            format = "duration",
            example = "PT5M",
            description =
                "How long an answer is served before it is made anew, if no event does it earlier;"
                    + " PT1S to P1D")
        @JsonProperty("cache_ttl")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Duration cacheTtl,
    @Schema(
            type = "string",
            format = "duration",
            example = "PT4H",
            description =
                "An unresolved complaint due within so long from now is at risk; whole seconds,"
                    + " PT0S to P30D")
        @JsonProperty("sla_buffer")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        Duration slaBuffer,
    @Schema(
            description =
                "By priority, how soon a complaint must be answered and resolved. A change holds"
                    + " for complaints opened after it.")
        @JsonProperty("sla_policy")
        Map<String, SlaPolicy.Target> slaPolicy,
    @Schema(
            description = "The booking statuses whose amounts count as revenue",
            example = "[\"confirmed\",\"in_progress\",\"completed\"]")
        @JsonProperty("revenue_statuses")
        Set<String> revenueStatuses,
    @Schema(description = "An alert is raised when a figure reaches its threshold")
        @JsonProperty("alert_thresholds")
        Alerts alertThresholds) {

  @Schema(name = "AlertThresholds")
  record Alerts(
      @Schema(description = "Events that wait to be folded in", example = "100000")
          @JsonProperty("lag_events")
          long lagEvents,
      @Schema(description = "Records that could not be folded in", example = "1")
          @JsonProperty("dead_letters")
          long deadLetters) {}

  static OpsConfig of(Everything everything) {
    Settings settings = everything.settings();
    AlertThresholds alerts = settings.alerts();
    return new OpsConfig(
        settings.cacheTtl(),
        settings.slaBuffer(),
        everything.slaPolicy(),
        settings.revenueStatuses(),
        new Alerts(alerts.lagEvents(), alerts.deadLetters()));
  }
}
