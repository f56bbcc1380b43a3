/** P5: one message to many WebSockets. */
@NullMarked
package dev.aside.bench.fanout;

import org.jspecify.annotations.NullMarked;
