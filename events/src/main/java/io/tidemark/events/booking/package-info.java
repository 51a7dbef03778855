@NullMarked
package io.tidemark.events.booking;

import org.jspecify.annotations.NullMarked;
