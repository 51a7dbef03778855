@NullMarked
package io.tidemark.web;

import org.jspecify.annotations.NullMarked;
