@NullMarked
package io.tidemark.command.complaint;

import org.jspecify.annotations.NullMarked;
