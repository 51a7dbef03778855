@NullMarked
package io.tidemark.projection.staff;

import org.jspecify.annotations.NullMarked;
