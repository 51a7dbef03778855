@NullMarked
package io.tidemark.query.trust;

import org.jspecify.annotations.NullMarked;
