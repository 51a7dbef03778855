@NullMarked
package io.tidemark.events.provider;

import org.jspecify.annotations.NullMarked;
