/** What every endpoint shares: RFC 9457 problems, trace ids, limits, and the API's description. */
@NullMarked
package io.tidemark.web;

import org.jspecify.annotations.NullMarked;
