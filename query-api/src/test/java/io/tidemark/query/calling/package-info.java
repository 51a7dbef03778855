@NullMarked
package io.tidemark.query.calling;

import org.jspecify.annotations.NullMarked;
