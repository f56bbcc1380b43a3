package dev.aside.redis;

import dev.aside.spi.MessageLog.Place;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A message as it comes in on the channel of a topic with history. The first byte is the number of
 * the format, then come the epoch, the offset and the message itself:
 *
 * <pre>
 *   \1 4f1d0c55b6a7e893:17:hello
 * </pre>
 *
 * <p>without the space. Immutable.
 */
record NumberedMessage(Place place, byte[] payload) {
  private static final byte FORMAT = 1;
  private static final int MAX_EPOCH = 64;
  private static final int MAX_DIGITS = 16;

  /** Reads what append-message.lua has sent; null if this is something else. */
  static @Nullable NumberedMessage read(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != FORMAT) {
      return null;
    }
    int epochEnd = colon(bytes, 1, MAX_EPOCH);
    int offsetEnd = (epochEnd < 0) ? -1 : colon(bytes, epochEnd + 1, MAX_DIGITS);
    if (offsetEnd < 0) {
      return null;
    }
    String epoch = new String(bytes, 1, epochEnd - 1, StandardCharsets.UTF_8);
    long offset = number(bytes, epochEnd + 1, offsetEnd);
    if (epoch.isEmpty() || offset < 1) {
      return null;
    }
    byte[] payload = Arrays.copyOfRange(bytes, offsetEnd + 1, bytes.length);
    return new NumberedMessage(new Place(epoch, offset), payload);
  }

  /** Where the next colon is; -1 if it is not within the next {@code most} bytes and one. */
  private static int colon(byte[] bytes, int from, int most) {
    int end = Math.min(bytes.length, from + most + 1);
    for (int i = from; i < end; i++) {
      if (bytes[i] == ':') {
        return i;
      }
    }
    return -1;
  }

  /** Decimal digits; -1 if there is anything else. */
  private static long number(byte[] bytes, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
