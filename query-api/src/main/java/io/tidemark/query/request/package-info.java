/** What is asked of a projector, which knows the projections and the log: this side does not. */
@NullMarked
package io.tidemark.query.request;

import org.jspecify.annotations.NullMarked;
