package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PushFilterTest {
  private static final String INVALIDATE =
      ">2\r\n$10\r\ninvalidate\r\n*2\r\n$7\r\nuser:42\r\n$3\r\n\r\n+\r\n";
  private static final String FLUSHED = ">2\r\n$10\r\ninvalidate\r\n_\r\n";
  private static final String MESSAGE = ">3\r\n$7\r\nmessage\r\n$4\r\nchat\r\n$2\r\nhi\r\n";
  private static final String[] REPLIES = {
    "+OK\r\n",
    "-ERR >2 is no push\r\n",
    ":42\r\n",
    "$12\r\n>2\r\n$10\r\ninv\r\n",
    "$0\r\n\r\n",
    "$-1\r\n",
    "_\r\n",
    ",1.5\r\n",
    "#t\r\n",
    "(123456789012345678901234567890\r\n",
    "=7\r\ntxt:abc\r\n",
    "*0\r\n",
    "*-1\r\n",
    "*2\r\n*1\r\n$1\r\nx\r\n:1\r\n",
    "~1\r\n+a\r\n",
    "%2\r\n+server\r\n$5\r\nredis\r\n+modules\r\n*0\r\n",
    "|1\r\n+ttl\r\n:1\r\n$5\r\nvalue\r\n",
    "+" + "long ".repeat(100) + "\r\n",
    MESSAGE
  };

  private final AtomicInteger dropped = new AtomicInteger();

  @Test
  void pass_anyReplies_areTheSame() {
    String all = String.join("", REPLIES);
    assertEquals(all, filtered(all, 1));
    assertEquals(all, filtered(all, all.length()));
    assertEquals(0, dropped.get());
  }

  @Test
  void pass_invalidationsBetweenReplies_areDropped() {
    StringBuilder sent = new StringBuilder(INVALIDATE);
    for (String reply : REPLIES) {
      sent.append(reply).append(INVALIDATE).append(FLUSHED);
    }
    String expected = String.join("", REPLIES);

    for (int size = 1; size < 40; size++) { // cut anywhere
      dropped.set(0);
      assertEquals(expected, filtered(sent.toString(), size), "in pieces of " + size);
      assertEquals(1 + 2 * REPLIES.length, dropped.get());
    }
  }

  @Test
  void pass_notDropping_everythingIsTheSame() {
    PushFilter filter = new PushFilter(() -> false, dropped::incrementAndGet);
    String all = INVALIDATE + "+OK\r\n" + FLUSHED + MESSAGE;
    assertEquals(all, through(filter, all, 3));
    assertEquals(0, dropped.get());
  }

  @Test
  void pass_notResp_everythingIsTheSame() {
    String all = "\u0016\u0003\u0001 a record of TLS\r\n" + INVALIDATE;
    assertEquals(all, filtered(all, 1));
    assertEquals(all, filtered(all, 1_000));

    String half = ">2\r\n$x\r\n" + INVALIDATE;
    assertEquals(half, filtered(half, 1));
  }

  @Test
  void pass_largeString_isPassedOnBeforeItIsWhole() {
    PushFilter filter = new PushFilter(() -> true, dropped::incrementAndGet);
    assertEquals("$1000\r\nabc", through(filter, "$1000\r\nabc", 100));
  }

  private String filtered(String sent, int size) {
    return through(new PushFilter(() -> true, dropped::incrementAndGet), sent, size);
  }

  private static String through(PushFilter filter, String sent, int size) {
    byte[] bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += size) {
      got.writeBytes(filter.pass(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size))));
    }
    return got.toString(StandardCharsets.ISO_8859_1);
  }
}
