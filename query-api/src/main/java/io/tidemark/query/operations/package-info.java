/** Operations metrics: bookings, complaints, SLA, revenue and the present moment. */
@NullMarked
package io.tidemark.query.operations;

import org.jspecify.annotations.NullMarked;
