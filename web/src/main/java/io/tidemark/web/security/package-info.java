/**
 * Who is calling, and what they may: bearer tokens, permissions, and rules that deny by default.
 */
@NullMarked
package io.tidemark.web.security;

import org.jspecify.annotations.NullMarked;
