package io.tidemark.command.http;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A command was followed, and its events are stored.
 *
 * @param id the aggregate's
 * @param revision of the aggregate now; the answer's ETag, for {@code If-Match} of the next command
 */
@Schema(name = "Accepted", description = "The command was followed; its events are stored")
public record Accepted(
    @Schema(example = "b-1001") String id, @Schema(example = "3") long revision) {}
