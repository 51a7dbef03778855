@NullMarked
package io.tidemark.projection.engine;

import org.jspecify.annotations.NullMarked;
