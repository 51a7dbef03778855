/** What operators look at: how far each partition has been folded in. */
@NullMarked
package io.tidemark.query.system;

import org.jspecify.annotations.NullMarked;
