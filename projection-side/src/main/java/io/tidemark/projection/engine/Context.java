package io.tidemark.projection.engine;

/** What a contribution may depend on besides the entity. */
public record Context(Calendar calendar, Parameters parameters) {}
