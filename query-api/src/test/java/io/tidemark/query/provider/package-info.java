@NullMarked
package io.tidemark.query.provider;

import org.jspecify.annotations.NullMarked;
