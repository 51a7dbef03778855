/** Back-fills an existing system: CSV files become events by a mapping (docs/import.md). */
@NullMarked
package io.tidemark.projection.imports;

import org.jspecify.annotations.NullMarked;
