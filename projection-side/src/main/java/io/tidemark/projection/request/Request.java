package io.tidemark.projection.request;

import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Something that the query API wants of a projector.
 *
 * @param id the same if the request is handled again, because the projector died that had it first
 * @param arguments an object; what it holds depends on the kind
 * @param actor who asked, as the token names them
 */
public record Request(UUID id, String kind, JsonNode arguments, String actor) {}
