@NullMarked
package io.tidemark.query.alerts;

import org.jspecify.annotations.NullMarked;
