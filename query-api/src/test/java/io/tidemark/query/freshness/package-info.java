@NullMarked
package io.tidemark.query.freshness;

import org.jspecify.annotations.NullMarked;
