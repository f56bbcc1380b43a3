package dev.aside.server.live;

import java.io.ByteArrayOutputStream;

/** Frames as a server writes them, unmasked (RFC 6455, section 5.2). Stateless. */
public final class WebSocketFrames {
  private static final int FINAL = 0x80;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int SHORT_LENGTH = 126;
  private static final int LONG_LENGTH = 127;

  private WebSocketFrames() {}

  /** Appends one frame that is a whole message: text, or binary where the bytes are not UTF-8. */
  public static void append(ByteArrayOutputStream out, byte[] payload, boolean isText) {
    out.write(FINAL | (isText ? TEXT : BINARY));
    int length = payload.length;
    if (length < SHORT_LENGTH) {
      out.write(length);
    } else if (length < 1 << 16) {
      out.write(SHORT_LENGTH);
      out.write(length >>> 8);
      out.write(length);
    } else {
      out.write(LONG_LENGTH);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >>> shift));
      }
    }
    out.writeBytes(payload);
  }
}
