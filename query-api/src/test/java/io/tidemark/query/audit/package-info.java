@NullMarked
package io.tidemark.query.audit;

import org.jspecify.annotations.NullMarked;
