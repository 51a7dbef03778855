/** The query side: serves rows that the projector has computed, and never aggregates raw events. */
@NullMarked
package io.tidemark.query;

import org.jspecify.annotations.NullMarked;
