@NullMarked
package io.tidemark.web.security;

import org.jspecify.annotations.NullMarked;
