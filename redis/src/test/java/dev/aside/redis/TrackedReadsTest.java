package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.Coherence;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import dev.aside.testkit.CoherenceContract;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class TrackedReadsTest extends CoherenceContract {
  private static final byte[] KEY = Open.utf8("user:42");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Override
  protected Backend open() {
    return Backends.open(redis.uri());
  }

  @Test
  void flushAll_byAnybody_beginsNewEpoch() {
    assertNewEpochAfter(client -> client.command("FLUSHALL"));
  }

  @Test
  void flushDb_ofAnotherDatabase_beginsNewEpoch() {
    assertNewEpochAfter(
        client -> {
          client.command("SELECT", "5");
          client.command("FLUSHDB");
        });
  }

  @Test
  void connectionKilled_beginsNewEpochAndAnnouncesAgain() {
    assertNewEpochAfter(client -> client.command("CLIENT", "KILL", "TYPE", "normal"));
  }

  @Test
  void listenerThrows_beginsNewEpoch() {
    WarningLog log = WarningLog.of(Epochs.class);
    log.start();
    try (Backend backend = Open.coherent(redis.uri());
        RespClient client = redis.client()) {
      Coherence coherence = backend.store().coherence();
      coherence.onChange(
          key -> {
            throw new IllegalStateException("a fault of the listener");
          });
      long epoch = coherence.epoch();
      Await.result(backend.store().get(KEY));

      client.command("SET", KEY, "new");

      Await.until("a new epoch has begun", () -> coherence.epoch() > epoch);
    } finally {
      log.stop();
    }
  }

  @Test
  void distrust_endsTheEpochAtOnceAndMakesTheConnectionAnew() {
    try (Backend backend = Open.coherent(redis.uri());
        RespClient client = redis.client()) {
      Coherence coherence = backend.store().coherence();
      Interruptions interruptions = new Interruptions(coherence);
      long epoch = coherence.epoch();
      List<String> before = trackedClients(client);

      backend.store().distrust("a test says so");

      assertEquals(0, coherence.epoch());
      assertEquals(List.of(0L), interruptions.epochs);
      Await.until("a new epoch has begun", () -> coherence.epoch() > epoch);
      Await.until("the old connection is gone", () -> isReplaced(before, trackedClients(client)));
      assertNull(Await.result(backend.store().get(KEY)));
    }
  }

  @Test
  void suspended_machineStoodStill_beginsNewEpoch() {
    SkewedTime time = new SkewedTime();
    try (Backend backend =
        Open.coherent(Open.with(redis.uri(), null, "", Open.COMMAND_TIMEOUT, time))) {
      Coherence coherence = backend.store().coherence();
      Interruptions interruptions = new Interruptions(coherence);
      long epoch = coherence.epoch();

      time.suspend(Duration.ofSeconds(10));

      Await.until("a new epoch has begun", () -> coherence.epoch() > epoch);
      assertEquals(List.of(0L), interruptions.epochs);
    }
  }

  @Test
  void distrustedNanos_serverPaused_growsAndThenStops() {
    try (Backend backend = Open.coherent(redis.uri())) {
      Coherence coherence = backend.store().coherence();
      long before = coherence.distrustedNanos();

      redis.process().pause();
      Await.until(
          "it is counted",
          () -> coherence.distrustedNanos() - before > Duration.ofMillis(200).toNanos());
      redis.process().resume();

      Await.until(
          "the barrier is recent",
          () -> System.nanoTime() - coherence.barrierNanos() < Open.LAG.toNanos() / 2);
      long after = coherence.distrustedNanos();
      long barrier = coherence.barrierNanos();
      Await.until("the barrier moves", () -> coherence.barrierNanos() - barrier > 0);
      assertTrue(coherence.distrustedNanos() - after < Duration.ofMillis(50).toNanos());
    }
  }

  private interface Disturbance {
    void by(RespClient client);
  }

  /** The epoch at each interruption. */
  private static final class Interruptions implements Coherence.Listener {
    final List<Long> epochs = new CopyOnWriteArrayList<>();
    private final Coherence coherence;

    Interruptions(Coherence coherence) {
      this.coherence = coherence;
      coherence.onChange(this);
    }

    @Override
    public void changed(byte[] key) {}

    @Override
    public void interrupted() {
      epochs.add(coherence.epoch());
    }
  }

  private static void assertNewEpochAfter(Disturbance disturbance) {
    try (Backend backend = Open.coherent(redis.uri());
        RespClient client = redis.client()) {
      Coherence coherence = backend.store().coherence();
      Interruptions interruptions = new Interruptions(coherence);
      long epoch = coherence.epoch();
      Await.result(backend.store().get(KEY));

      disturbance.by(client);

      Await.until("a new epoch has begun", () -> coherence.epoch() > epoch);
      assertEquals(List.of(0L), interruptions.epochs, "told before the next one began");
    }
  }

  /** Ids of our connections whose reads the server remembers. */
  private static List<String> trackedClients(RespClient client) {
    return String.valueOf(client.text("CLIENT", "LIST"))
        .lines()
        .filter(line -> line.contains("name=test-client") && line.matches(".* flags=[^ ]*t.*"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  private static boolean isReplaced(List<String> before, List<String> now) {
    return now.size() == 1 && !before.contains(now.get(0));
  }
}
