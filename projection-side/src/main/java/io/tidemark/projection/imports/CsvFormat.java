package io.tidemark.projection.imports;

import java.nio.charset.Charset;
import java.util.Set;

/**
 * How the files are written.
 *
 * @param nulls texts that stand for no value, besides the empty one
 */
record CsvFormat(String separator, char quote, Charset encoding, Set<String> nulls) {}
