@NullMarked
package io.tidemark.projection.deadletter;

import org.jspecify.annotations.NullMarked;
