/**
 * The demo's data read straight from its files: what a system that folded them must answer,
 * computed without any code of that system. Data and figures are described in {@code
 * *.expected.json}.
 */
@NullMarked
package io.tidemark.testkit.reference;

import org.jspecify.annotations.NullMarked;
