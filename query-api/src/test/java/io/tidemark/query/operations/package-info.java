@NullMarked
package io.tidemark.query.operations;

import org.jspecify.annotations.NullMarked;
