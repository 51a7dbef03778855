/**
 * All of Tidemark in one process, with servers of its own and a demo. It composes the other modules
 * and adds no logic.
 */
@NullMarked
package io.tidemark.standalone;

import org.jspecify.annotations.NullMarked;
