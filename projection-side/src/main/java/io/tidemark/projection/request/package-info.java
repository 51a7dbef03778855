/**
 * What the query API asks of a projector, by rows of {@code tidemark.request}: it does not know the
 * projections or the log. And which projectors there are, {@code tidemark.instance}.
 */
@NullMarked
package io.tidemark.projection.request;

import org.jspecify.annotations.NullMarked;
