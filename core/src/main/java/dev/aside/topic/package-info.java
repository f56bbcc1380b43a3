/** Typed topics: publish, subscribe. */
@NullMarked
package dev.aside.topic;

import org.jspecify.annotations.NullMarked;
