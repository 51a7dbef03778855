@NullMarked
package io.tidemark.projection.rebuild;

import org.jspecify.annotations.NullMarked;
