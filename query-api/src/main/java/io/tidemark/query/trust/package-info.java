/** What figures are the sum of, and which were said otherwise before. */
@NullMarked
package io.tidemark.query.trust;

import org.jspecify.annotations.NullMarked;
