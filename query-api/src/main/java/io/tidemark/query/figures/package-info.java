/** What figures of all features have in common: the calendar, the cells of rows, the rounding. */
@NullMarked
package io.tidemark.query.figures;

import org.jspecify.annotations.NullMarked;
