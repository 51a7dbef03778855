/** Which figures have reached the thresholds that operations staff set. */
@NullMarked
package io.tidemark.query.alerts;

import org.jspecify.annotations.NullMarked;
