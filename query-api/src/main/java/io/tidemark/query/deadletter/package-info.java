/** Records that could not be folded in: listed, shown, tried again or given up. */
@NullMarked
package io.tidemark.query.deadletter;

import org.jspecify.annotations.NullMarked;
