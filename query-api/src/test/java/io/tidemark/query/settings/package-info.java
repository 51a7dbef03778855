@NullMarked
package io.tidemark.query.settings;

import org.jspecify.annotations.NullMarked;
