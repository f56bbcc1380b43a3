/** The {@code memory:} backend: one process, no Redis. */
@NullMarked
package dev.aside.memory;

import org.jspecify.annotations.NullMarked;
