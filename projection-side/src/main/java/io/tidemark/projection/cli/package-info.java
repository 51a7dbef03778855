/** The {@code tidemark} command line, and the folder in which a standalone instance lives. */
@NullMarked
package io.tidemark.projection.cli;

import org.jspecify.annotations.NullMarked;
