/** Doors of the gateway: clients of the Centrifuge protocol over the sockets of this server. */
@NullMarked
package dev.aside.server.gateway;

import org.jspecify.annotations.NullMarked;
