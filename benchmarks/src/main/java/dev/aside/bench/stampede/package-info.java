/** P6: many callers of one cold key. */
@NullMarked
package dev.aside.bench.stampede;

import org.jspecify.annotations.NullMarked;
