@NullMarked
package io.tidemark.query.request;

import org.jspecify.annotations.NullMarked;
