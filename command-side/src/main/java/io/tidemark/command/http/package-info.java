/** From a request to a command, and from what it came to to an answer. */
@NullMarked
package io.tidemark.command.http;

import org.jspecify.annotations.NullMarked;
