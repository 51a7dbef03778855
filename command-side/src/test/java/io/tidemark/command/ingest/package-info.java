@NullMarked
package io.tidemark.command.ingest;

import org.jspecify.annotations.NullMarked;
