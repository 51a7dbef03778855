/**
 * Shows that figures are right: what they are the sum of, and a look at closed periods now and then
 * whether they still are it.
 */
@NullMarked
package io.tidemark.projection.trust;

import org.jspecify.annotations.NullMarked;
