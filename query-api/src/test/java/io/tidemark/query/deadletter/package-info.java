@NullMarked
package io.tidemark.query.deadletter;

import org.jspecify.annotations.NullMarked;
