/** One process: a cache-aside HTTP API over SQL and real-time channels, and its command line. */
@NullMarked
package dev.aside.server;

import org.jspecify.annotations.NullMarked;
