/** The cache over two levels. */
@NullMarked
package dev.aside.cache;

import org.jspecify.annotations.NullMarked;
