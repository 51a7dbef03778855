/** How far the projector has come: followed by notification, made sure of by polling. */
@NullMarked
package io.tidemark.query.freshness;

import org.jspecify.annotations.NullMarked;
