@NullMarked
package io.tidemark.command.booking;

import org.jspecify.annotations.NullMarked;
