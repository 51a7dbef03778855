@NullMarked
package io.tidemark.query.security;

import org.jspecify.annotations.NullMarked;
