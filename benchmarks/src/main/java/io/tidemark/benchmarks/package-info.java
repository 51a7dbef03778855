/** Measures the real parts side by side, on the machine it runs on. */
@NullMarked
package io.tidemark.benchmarks;

import org.jspecify.annotations.NullMarked;
