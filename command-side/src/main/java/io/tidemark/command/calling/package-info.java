/** The agents of an account. */
@NullMarked
package io.tidemark.command.calling;

import org.jspecify.annotations.NullMarked;
