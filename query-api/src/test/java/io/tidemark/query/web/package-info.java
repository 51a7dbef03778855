@NullMarked
package io.tidemark.query.web;

import org.jspecify.annotations.NullMarked;
