@NullMarked
package io.tidemark.events.complaint;

import org.jspecify.annotations.NullMarked;
