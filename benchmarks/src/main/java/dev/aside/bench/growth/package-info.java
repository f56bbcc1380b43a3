/** P9: what grows with what. */
@NullMarked
package dev.aside.bench.growth;

import org.jspecify.annotations.NullMarked;
