/** Typed topics: publish, subscribe, history, resume. */
@NullMarked
package dev.aside.topic;

import org.jspecify.annotations.NullMarked;
