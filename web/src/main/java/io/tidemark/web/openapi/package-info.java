/** The API's description. */
@NullMarked
package io.tidemark.web.openapi;

import org.jspecify.annotations.NullMarked;
