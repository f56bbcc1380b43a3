/** The caching proxy: requests through the cache to an origin, and purging. */
@NullMarked
package dev.aside.server.proxy;

import org.jspecify.annotations.NullMarked;
