package io.tidemark.projection.imports;

/**
 * How far an import is.
 *
 * @param bytesRead of the sources as stored
 * @param bytesTotal -1 if that is not known
 */
public record ImportProgress(
    long bytesRead, long bytesTotal, long rows, long events, long rejected) {}
