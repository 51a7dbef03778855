package io.tidemark.projection.engine;

/**
 * What a generation is folded by.
 *
 * @param code the projections, each with its version
 * @param calendar whose days, weeks and months figures are summed over
 */
public record Definition(String code, Calendar calendar) {}
