/** A shared HTTP cache as RFC 9111 describes it: what to store, what to serve, what to ask. */
@NullMarked
package dev.aside.http;

import org.jspecify.annotations.NullMarked;
