/** Aside: the one entry point, its builder, codecs and errors. */
@NullMarked
package dev.aside;

import org.jspecify.annotations.NullMarked;
