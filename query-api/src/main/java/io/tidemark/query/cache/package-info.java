/** Ready answers, refreshed by the projector's commits and by the clock. */
@NullMarked
package io.tidemark.query.cache;

import org.jspecify.annotations.NullMarked;
