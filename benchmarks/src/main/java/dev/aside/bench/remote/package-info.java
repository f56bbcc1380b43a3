/** P2 and P10: hits in Redis. */
@NullMarked
package dev.aside.bench.remote;

import org.jspecify.annotations.NullMarked;
