/** Commands: what they decide is stored as events, and relayed to the log. */
@NullMarked
package io.tidemark.command;

import org.jspecify.annotations.NullMarked;
