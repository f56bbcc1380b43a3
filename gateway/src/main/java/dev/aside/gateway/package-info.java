/**
 * Sessions of clients over topics: who is connected, what it hears, what it may do. Frames go in
 * and out; sockets are somebody else's.
 */
@NullMarked
package dev.aside.gateway;

import org.jspecify.annotations.NullMarked;
