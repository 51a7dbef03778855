/** Who read what: an append-only, hash-chained record of every access. */
@NullMarked
package io.tidemark.query.audit;

import org.jspecify.annotations.NullMarked;
