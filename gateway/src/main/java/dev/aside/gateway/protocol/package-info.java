/**
 * The <a href="https://centrifugal.dev/docs/transports/client_protocol">Centrifuge client
 * protocol</a>, version 2, in its JSON form: commands in, replies and pushes out.
 */
@NullMarked
package dev.aside.gateway.protocol;

import org.jspecify.annotations.NullMarked;
