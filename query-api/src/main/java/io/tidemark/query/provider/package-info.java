/** Production of providers at locations, against their goals. */
@NullMarked
package io.tidemark.query.provider;

import org.jspecify.annotations.NullMarked;
