/** What a backend must offer, and what it is given: time, chance and settings. */
@NullMarked
package dev.aside.spi;

import org.jspecify.annotations.NullMarked;
