@NullMarked
package io.tidemark.projection.booking;

import org.jspecify.annotations.NullMarked;
