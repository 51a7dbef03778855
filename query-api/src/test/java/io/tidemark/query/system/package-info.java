@NullMarked
package io.tidemark.query.system;

import org.jspecify.annotations.NullMarked;
