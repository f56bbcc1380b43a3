package dev.aside.server.live;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some messages of one channel in a row, encoded once for all sessions of a loop. Confined to the
 * loop.
 */
final class Batch {
  private final List<Delivery> deliveries;
  private byte @Nullable [] frames;
  private byte @Nullable [] events;

  Batch(List<Delivery> deliveries) {
    this.deliveries = deliveries;
  }

  /** The messages, in order. */
  List<Delivery> deliveries() {
    return deliveries;
  }

  /** How many messages these are. */
  int size() {
    return deliveries.size();
  }

  /** As WebSocket frames, not to be changed. */
  byte[] frames() {
    byte[] bytes = frames;
    if (bytes == null) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      deliveries.forEach(d -> WebSocketFrames.append(out, d.payload(), d.isText()));
      bytes = out.toByteArray();
      frames = bytes;
    }
    return bytes;
  }

  /** As server-sent events, not to be changed. */
  byte[] events() {
    byte[] bytes = events;
    if (bytes == null) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      deliveries.forEach(d -> EventStream.append(out, d));
      bytes = out.toByteArray();
      events = bytes;
    }
    return bytes;
  }
}
