@NullMarked
package io.tidemark.events.staff;

import org.jspecify.annotations.NullMarked;
