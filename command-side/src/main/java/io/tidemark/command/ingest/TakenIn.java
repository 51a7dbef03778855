package io.tidemark.command.ingest;

import io.swagger.v3.oas.annotations.media.Schema;

/** The answer to a single event. */
@Schema(name = "EventTakenIn", description = "The event is in the log")
record TakenIn(
    @Schema(example = "e-1") String id,
    @Schema(example = "/booking-desk/berlin") String source,
    @Schema(
            example = "accepted",
            allowableValues = {"accepted", "duplicate"})
        Result.Status status) {}
