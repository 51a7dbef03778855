/** What operations staff may change while the system runs. */
@NullMarked
package io.tidemark.query.settings;

import org.jspecify.annotations.NullMarked;
