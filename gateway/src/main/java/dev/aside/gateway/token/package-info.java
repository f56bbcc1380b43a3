/** Tokens that say who a client is and what it may subscribe to. */
@NullMarked
package dev.aside.gateway.token;

import org.jspecify.annotations.NullMarked;
