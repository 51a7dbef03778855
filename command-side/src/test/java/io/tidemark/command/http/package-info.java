@NullMarked
package io.tidemark.command.http;

import org.jspecify.annotations.NullMarked;
