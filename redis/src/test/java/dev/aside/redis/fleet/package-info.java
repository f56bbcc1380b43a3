/** Fleets of real processes on one Redis, judged by a database that they share. */
@NullMarked
package dev.aside.redis.fleet;

import org.jspecify.annotations.NullMarked;
