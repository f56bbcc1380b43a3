package dev.aside.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final int KIB = 1 << 10;

  private final ManualTime time = ManualTime.create();
  private final Outbox outbox = new Outbox(time);
  private final Queue<Runnable> network = new ArrayDeque<>();

  private void open() {
    outbox.open((bytes, written) -> network.add(written));
  }

  @Test
  void whatComesBeforeTheSocket_waits() {
    assertTrue(outbox.offer(new byte[KIB]));

    open();

    assertEquals(1, network.size());
  }

  @Test
  void network_getsALittleAtATime() {
    open();
    for (int i = 0; i < 50; i++) {
      assertTrue(outbox.offer(new byte[16 * KIB]));
    }
    assertEquals(4, network.size(), "64 KiB in the network");

    network.remove().run();

    assertEquals(4, network.size());
  }

  @Test
  void queueBeyondItsLimit_isTooSlow() {
    open();
    int taken = 0;
    while (outbox.offer(new byte[64 * KIB])) {
      taken++;
    }

    assertEquals(17, taken, "one in the network and 1 MiB behind it");
  }

  @Test
  void messageLargerThanTheLimit_isTakenWhenNothingWaits() {
    open();
    assertTrue(outbox.offer(new byte[2 << 20]));
    assertTrue(outbox.offer(new byte[2 << 20]));

    assertFalse(outbox.offer(new byte[1]));
  }

  @Test
  void noProgress_untilTheDeadline_isStuck() {
    open();
    outbox.offer(new byte[KIB]);
    outbox.offer(new byte[128 * KIB]);
    time.advance(LiveLimits.WRITE_DEADLINE);
    assertFalse(outbox.isStuck());

    network.remove().run(); // some progress
    time.advance(LiveLimits.WRITE_DEADLINE);
    assertFalse(outbox.isStuck());
    time.advance(Duration.ofMillis(1));
    assertTrue(outbox.isStuck());
  }

  @Test
  void idle_isNeverStuck() {
    open();
    time.advance(Duration.ofDays(1));
    assertFalse(outbox.isStuck());

    outbox.offer(new byte[KIB]);
    assertFalse(outbox.isStuck());
  }

  @Test
  void dropped_isNotWritten() {
    outbox.offer(new byte[KIB]);

    outbox.drop();
    open();

    assertEquals(0, network.size());
  }
}
