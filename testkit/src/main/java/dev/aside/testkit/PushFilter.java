package dev.aside.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Takes the announcements of changes (RESP3 pushes named {@code invalidate}) out of what a server
 * says on one connection, as a proxy does that does not know them. Everything else passes as it
 * comes; what is not RESP passes too. Confined to one thread.
 *
 * <pre>
 *   &gt;2 $10 invalidate *1 $7 user:42      is dropped
 *   &gt;3 $7 message $4 chat $5 hello       passes, once all of it is there
 *   $5 hello                             passes byte by byte
 * </pre>
 */
final class PushFilter {
  private static final byte[] START =
      ">2\r\n$10\r\ninvalidate\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Longer lines than this, such as long status replies, are not looked into. */
  private static final int MAX_HEADER = 32;

  private final BooleanSupplier dropping;
  private final Runnable dropped;
  private final ByteArrayOutputStream passing = new ByteArrayOutputStream();
  private final ByteArrayOutputStream push = new ByteArrayOutputStream(); // of which not all came
  private final StringBuilder line = new StringBuilder(); // the header that is being read
  private boolean isPush; // the reply that is being read
  private boolean isRaw; // this is not RESP, or not any more
  private long elements; // of the reply that is being read, yet to come
  private long bytes; // of the string that is being read, yet to come

  /**
   * A filter for a new connection.
   *
   * @param dropping whether announcements are to be dropped now
   * @param dropped run for each that is
   */
  PushFilter(BooleanSupplier dropping, Runnable dropped) {
    this.dropping = dropping;
    this.dropped = dropped;
  }

  /** What of {@code chunk}, and of what was kept from earlier ones, may pass. */
  byte[] pass(byte[] chunk) {
    passing.reset();
    int at = 0;
    while (at < chunk.length && !isRaw) {
      at += (bytes > 0) ? skip(chunk, at) : header(chunk[at]);
    }
    passing.write(chunk, at, chunk.length - at); // the rest of what is not RESP
    return passing.toByteArray();
  }

  private int skip(byte[] chunk, int at) {
    int length = (int) Math.min(bytes, chunk.length - at);
    out().write(chunk, at, length);
    bytes -= length;
    if (bytes == 0) {
      elementEnds();
    }
    return length;
  }

  private int header(byte next) {
    if (elements == 0 && line.length() == 0) { // a reply begins
      elements = 1;
      isPush = next == '>';
    }
    out().write(next);
    if (next != '\n') {
      if (line.length() < MAX_HEADER) {
        line.append((char) (next & 0xFF));
      }
    } else {
      String header = line.toString().trim();
      line.setLength(0);
      interpret(header);
    }
    return 1;
  }

  private void interpret(String header) {
    char type = header.isEmpty() ? '?' : header.charAt(0);
    switch (type) {
      case '+', '-', ':', '_', ',', '#', '(' -> elementEnds();
      case '$', '!', '=' -> stringBegins(size(header));
      case '*', '~', '>' -> membersFollow(size(header));
      case '%' -> membersFollow(2 * size(header));
      case '|' -> elements += 2 * size(header); // and then the element that it describes
      default -> giveUp();
    }
  }

  private void stringBegins(long size) {
    if (size < 0) {
      elementEnds();
    } else {
      bytes = size + 2; // the line's end
    }
  }

  private void membersFollow(long members) {
    elements += Math.max(0, members);
    elementEnds();
  }

  private void elementEnds() {
    elements--;
    if (elements == 0 && isPush) {
      pushEnds();
    }
  }

  private void pushEnds() {
    byte[] all = push.toByteArray();
    push.reset();
    isPush = false;
    if (dropping.getAsBoolean() && isInvalidate(all)) {
      dropped.run();
    } else {
      passing.writeBytes(all);
    }
  }

  private static boolean isInvalidate(byte[] push) {
    for (int i = 0; i < START.length; i++) {
      if (i >= push.length || push[i] != START[i]) {
        return false;
      }
    }
    return true;
  }

  private void giveUp() {
    isRaw = true;
    passing.writeBytes(push.toByteArray());
  }

  private long size(String header) {
    try {
      return Long.parseLong(header.substring(1));
    } catch (NumberFormatException e) {
      giveUp();
      return 0;
    }
  }

  private ByteArrayOutputStream out() {
    return isPush ? push : passing;
  }
}
