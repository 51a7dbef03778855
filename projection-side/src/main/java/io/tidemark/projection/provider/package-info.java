@NullMarked
package io.tidemark.projection.provider;

import org.jspecify.annotations.NullMarked;
