@NullMarked
package io.tidemark.command.store;

import org.jspecify.annotations.NullMarked;
