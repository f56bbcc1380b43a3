package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.aside.spi.Backend;
import dev.aside.spi.Coherence;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import dev.aside.testkit.CoherenceContract;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
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
    WarningLog log = WarningLog.of(TrackedReads.class);
    log.start();
    try (Backend backend = Open.available(redis.uri());
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

  private interface Disturbance {
    void by(RespClient client);
  }

  private static void assertNewEpochAfter(Disturbance disturbance) {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Coherence coherence = backend.store().coherence();
      long epoch = coherence.epoch();
      assertNotEquals(0, epoch);
      Await.result(backend.store().get(KEY));

      disturbance.by(client);

      Await.until("a new epoch has begun", () -> coherence.epoch() > epoch);
    }
  }
}
