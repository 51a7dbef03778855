@NullMarked
package io.tidemark.projection.calling;

import org.jspecify.annotations.NullMarked;
