@NullMarked
package io.tidemark.projection;

import org.jspecify.annotations.NullMarked;
