package dev.aside.redis;

import dev.aside.spi.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Entries for tests: a header and some text. */
final class Entry {
  private Entry() {}

  static byte[] of(String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    byte[] frame = Arrays.copyOf(new byte[0], EntryHeader.SIZE + body.length);
    EntryHeader.begin(frame, EntryHeader.VALUE);
    System.arraycopy(body, 0, frame, EntryHeader.SIZE, body.length);
    return frame;
  }

  /** One that is staged. */
  static byte[] large() {
    return of("x".repeat(2 * LettuceStore.LARGE));
  }

  static String text(byte @Nullable [] frame) {
    return (frame == null)
        ? "(nothing)"
        : new String(
            frame, EntryHeader.SIZE, frame.length - EntryHeader.SIZE, StandardCharsets.UTF_8);
  }
}
