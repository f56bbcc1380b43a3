/** Rounds, what disturbs them, and what they say. */
@NullMarked
package dev.aside.bench.measure;

import org.jspecify.annotations.NullMarked;
