package dev.aside.testkit;

import java.nio.charset.StandardCharsets;

/** A message from a channel that a {@link RespClient} listens to. Immutable. */
public final class RespMessage {
  private final String channel;
  private final byte[] payload;

  RespMessage(String channel, byte[] payload) {
    this.channel = channel;
    this.payload = payload;
  }

  /** The channel it was published on. */
  public String channel() {
    return channel;
  }

  /** What was published, byte for byte. */
  public byte[] payload() {
    return payload.clone();
  }

  /** The payload read as UTF-8. */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return channel + ": " + text();
  }
}
