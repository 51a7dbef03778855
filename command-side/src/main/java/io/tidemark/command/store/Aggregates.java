package io.tidemark.command.store;

import java.util.List;

/** The kinds of aggregates there are. */
public record Aggregates(List<Class<?>> types) {}
