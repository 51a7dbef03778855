/** The calling dashboards: overview, analytics, agents. Always of one account. */
@NullMarked
package io.tidemark.query.calling;

import org.jspecify.annotations.NullMarked;
