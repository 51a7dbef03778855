/**
 * What a read model must hold after some events, computed from these alone in code that shares
 * nothing with the engine; the histories to try it with, made from a seed; and what is stored, read
 * by plain SQL into the same form.
 */
@NullMarked
package io.tidemark.testkit.oracle;

import org.jspecify.annotations.NullMarked;
