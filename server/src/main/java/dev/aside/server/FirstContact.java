package dev.aside.server;

import dev.aside.Aside;
import dev.aside.spi.TimeSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives Redis a moment before the server calls itself ready, so that the first request finds it
 * connected. A Redis that is away keeps nobody waiting for longer. Confined to one thread.
 */
final class FirstContact {
  private static final System.Logger LOGGER = System.getLogger(FirstContact.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration STEP = Duration.ofMillis(10);

  private final Aside aside;
  private final TimeSource time;
  private final CountDownLatch healthy = new CountDownLatch(1);
  private volatile boolean over;

  private FirstContact(Aside aside, TimeSource time) {
    this.aside = aside;
    this.time = time;
  }

  static void await(Aside aside, TimeSource time) {
    new FirstContact(aside, time).await();
  }

  private void await() {
    look();
    try {
      if (!healthy.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOGGER.log(Level.WARNING, "starting degraded: {0}", aside.health());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over = true;
    }
  }

  private void look() {
    if (aside.health().reasons().isEmpty()) {
      healthy.countDown();
    } else if (!over) {
      time.schedule(STEP, this::look);
    }
  }
}
