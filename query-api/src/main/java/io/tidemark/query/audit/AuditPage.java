package io.tidemark.query.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A page of the audit as it goes out, newest first. */
@Schema(name = "AuditPage")
record AuditPage(
    List<Item> items,
    @Schema(description = "For the next page; null on the last") @JsonProperty("next_cursor")
        @Nullable String nextCursor) {

  @Schema(name = "AuditEntry")
  record Item(
      @Schema(example = "2026-11-20T10:30:00.123456Z") Instant at,
      @Schema(description = "The token's subject; null without a valid token", example = "s1")
          @JsonProperty("staff_id")
          @Nullable String staffId,
      @Schema(example = "view_metrics") String action,
      @Schema(example = "dashboard_metrics") String resource,
      @Schema(example = "all") @Nullable String period,
      @Schema(example = "bookings,complaints") @Nullable String include,
      @Schema(description = "allowed, denied, rejected or failed", example = "allowed")
          String outcome,
      @Schema(example = "4bf92f3577b34da6a3ce929d0e0e4736") @JsonProperty("trace_id")
          String traceId,
      @Schema(description = "The writer's chain") UUID chain,
      @Schema(description = "Place in the chain", example = "42") long seq,
      @Schema(description = "SHA-256 of the hash before it and of all it says") String hash) {

    @JsonIgnore
    AuditCursor cursor() {
      return new AuditCursor(HashChain.micros(at), chain, seq);
    }
  }
}
