/** Live channels: from a topic in Redis to WebSocket and event-stream sessions. */
@NullMarked
package dev.aside.server.live;

import org.jspecify.annotations.NullMarked;
