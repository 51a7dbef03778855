/** What providers are to produce. */
@NullMarked
package io.tidemark.command.provider;

import org.jspecify.annotations.NullMarked;
