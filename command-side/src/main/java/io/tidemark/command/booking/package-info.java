/** Bookings: what may happen to one, and when. */
@NullMarked
package io.tidemark.command.booking;

import org.jspecify.annotations.NullMarked;
