package io.tidemark.command.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tidemark.web.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a batch.
 *
 * @param index its place in the batch, from 0
 * @param id as far as it could be read
 * @param source as far as it could be read
 * @param problem why it was not taken in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "EventResult", description = "What became of one event of a batch")
record Result(
    @Schema(example = "0") int index,
    @Schema(example = "e-1") @Nullable String id,
    @Schema(example = "/booking-desk/berlin") @Nullable String source,
    Status status,
    @Nullable Problem problem) {

  /** In one word. */
  enum Status {
    /** It is in the log. */
    ACCEPTED,
    /** It was in the log before, by this source and id and with this content. */
    DUPLICATE,
    /** It is not an event that can be read here. */
    INVALID,
    /** Another event has its source and id. */
    CONFLICT,
    /** The token does not name its source. */
    FORBIDDEN;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean taken() {
      return this == ACCEPTED || this == DUPLICATE;
    }
  }
}
