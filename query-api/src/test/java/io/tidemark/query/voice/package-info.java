@NullMarked
package io.tidemark.query.voice;

import org.jspecify.annotations.NullMarked;
