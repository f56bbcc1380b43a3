/** P8: from the command to the first answer. */
@NullMarked
package dev.aside.bench.start;

import org.jspecify.annotations.NullMarked;
