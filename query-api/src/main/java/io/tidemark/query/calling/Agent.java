package io.tidemark.query.calling;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.query.voice.ConfigStatus;
import io.tidemark.query.voice.VoiceConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent as it goes out. */
@Schema(name = "Agent")
record Agent(
    @Schema(example = "a1") String id,
    @Schema(example = "Front desk") @Nullable String name,
    @Schema(example = "receptionist") @Nullable String kind,
    @Schema(
            allowableValues = {"draft", "active", "inactive"},
            example = "active")
        String status,
    @Nullable String description,
    Instant createdAt,
    @Schema(description = "Of all time") Performance performance,
    @Schema(
            description =
                "What the voice provider has set up for this agent, in its own words; null if"
                    + " unavailable or none",
            implementation = Object.class,
            types = {"object", "null"},
            example = "{\"name\":\"Front desk\",\"conversation_config\":{}}")
        @JsonRawValue
        @Nullable String config,
    @Schema(
            description =
                "live: the provider said so just now. cached: a while ago, and it is still good."
                    + " stale: the last that is known, since the provider did not answer in time."
                    + " unavailable: nothing is known, and the provider did not answer in time."
                    + " none: there is nothing to ask for.",
            type = "string",
            allowableValues = {"live", "cached", "stale", "unavailable", "none"},
            example = "cached")
        ConfigStatus configStatus,
    @Schema(description = "Seconds since the provider said so; null without config", example = "42")
        @Nullable Long configAge) {

  static Agent of(AgentRows.Row row, VoiceConfiguration config, Instant now) {
    Duration age = config.age(now);
    return new Agent(
        row.id(),
        row.name(),
        row.kind(),
        row.status(),
        row.description(),
        row.createdAt(),
        row.performance(),
        config.json(),
        config.status(),
        age == null ? null : age.toSeconds());
  }

  /** A page of agents as it goes out. */
  @Schema(name = "AgentsPage")
  record Page(
      List<Agent> items,
      @Schema(description = "For the next page, as in Link; null on the last")
          @Nullable String nextCursor) {}
}
