@NullMarked
package io.tidemark.command.provider;

import org.jspecify.annotations.NullMarked;
