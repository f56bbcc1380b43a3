/** P1: hits in the memory of the process. */
@NullMarked
package dev.aside.bench.local;

import org.jspecify.annotations.NullMarked;
