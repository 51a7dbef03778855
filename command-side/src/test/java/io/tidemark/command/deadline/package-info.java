@NullMarked
package io.tidemark.command.deadline;

import org.jspecify.annotations.NullMarked;
