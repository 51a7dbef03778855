/** Complaints: what may happen to one, and when one is overdue. */
@NullMarked
package io.tidemark.command.complaint;

import org.jspecify.annotations.NullMarked;
