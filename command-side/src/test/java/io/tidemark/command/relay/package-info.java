@NullMarked
package io.tidemark.command.relay;

import org.jspecify.annotations.NullMarked;
