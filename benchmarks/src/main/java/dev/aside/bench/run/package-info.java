/** Runs each contender in a process of its own. */
@NullMarked
package dev.aside.bench.run;

import org.jspecify.annotations.NullMarked;
