/** Closed loops of callers, and how long each call took. */
@NullMarked
package dev.aside.bench.load;

import org.jspecify.annotations.NullMarked;
