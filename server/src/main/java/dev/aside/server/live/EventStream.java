package dev.aside.server.live;

import dev.aside.topic.Gap;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The text of server-sent events (HTML Standard, section 9.2). Stateless. */
final class EventStream {
  /** What the client has is not continued by what follows: it is to begin anew. */
  static final byte[] RESET =
      "event: reset\ndata: not_recovered\n\n".getBytes(StandardCharsets.UTF_8);

  static final byte[] HEARTBEAT = ": \n\n".getBytes(StandardCharsets.UTF_8);

  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BINARY_EVENT = "event: binary\n".getBytes(StandardCharsets.UTF_8);

  private EventStream() {}

  /** What a stream begins with. */
  static byte[] hello() {
    return ("retry: " + LiveLimits.RETRY.toMillis() + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Messages may be missing at this place. */
  static byte[] gap(Gap gap) {
    String reason = gap.name().toLowerCase(Locale.ROOT);
    return ("event: gap\ndata: " + reason + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Appends one event, with an id to come back with if the channel has history. */
  static void append(ByteArrayOutputStream out, Delivery delivery) {
    if (!delivery.position().isNone()) {
      out.writeBytes(("id: " + delivery.position() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    append(out, delivery.payload(), delivery.isText());
  }

  /**
   * Appends one event. Text has a {@code data:} line for each of its lines, whatever ends them;
   * bytes that are no text come as an event {@code binary} in Base64.
   */
  static void append(ByteArrayOutputStream out, byte[] payload, boolean isText) {
    if (isText) {
      appendLines(out, payload);
    } else {
      out.writeBytes(BINARY_EVENT);
      out.writeBytes(DATA);
      out.writeBytes(Base64.getEncoder().encode(payload));
      out.write('\n');
    }
    out.write('\n');
  }

  private static void appendLines(ByteArrayOutputStream out, byte[] text) {
    out.writeBytes(DATA);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
        continue; // the line feed ends this line
      }
      if (text[i] == '\n' || text[i] == '\r') {
        out.write('\n');
        out.writeBytes(DATA);
      } else {
        out.write(text[i]);
      }
    }
    out.write('\n');
  }
}
