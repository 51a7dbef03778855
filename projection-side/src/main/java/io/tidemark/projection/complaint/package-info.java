@NullMarked
package io.tidemark.projection.complaint;

import org.jspecify.annotations.NullMarked;
