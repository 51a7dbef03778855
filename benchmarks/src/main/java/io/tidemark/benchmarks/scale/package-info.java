/**
 * Several processes of a service side by side: what readers see of a rebuild and a switch, and what
 * more processes bring.
 */
@NullMarked
package io.tidemark.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
