@NullMarked
package io.tidemark.events.calling;

import org.jspecify.annotations.NullMarked;
