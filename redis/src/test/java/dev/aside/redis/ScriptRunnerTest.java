package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(90)
class ScriptRunnerTest {
  private static final byte[] NONCE = new byte[8];

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void flush_midRun_everyCommandIsDoneAndTheTextIsSentOnceOrTwice() {
    int callers = 200;
    int flushes = 10;
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      client.command("CONFIG", "RESETSTAT");
      for (int round = 0; round < flushes; round++) {
        client.command("SCRIPT", "FLUSH");
        List<CompletionStage<Lease>> leases = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          leases.add(backend.store().lease(key(round, i), NONCE, 60_000));
        }
        for (CompletionStage<Lease> lease : leases) {
          assertTrue(Await.result(lease) instanceof Lease.Granted);
        }
      }

      long texts = CommandStats.calls(client, "eval");
      assertTrue(texts >= flushes && texts <= 3L * flushes, texts + " texts sent");
      assertTrue(
          CommandStats.calls(client, "evalsha") <= 2L * callers * flushes,
          "no call tried three times");
    }
  }

  @Test
  void flush_beforeLargeFill_isStoredAndNoStageIsLeft() {
    byte[] key = Open.utf8("large");
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Lease.Granted lease = (Lease.Granted) Await.result(backend.store().lease(key, NONCE, 60_000));
      client.command("SCRIPT", "FLUSH");

      Fill fill = Await.result(backend.store().fill(key, lease.id(), Entry.large(), Open.MINUTE));

      assertEquals(Fill.Outcome.STORED, fill.outcome());
      assertEquals(List.of("large"), client.texts("KEYS", "*"));
    }
  }

  @Test
  void refusedLargeFill_noStageIsLeft() {
    byte[] key = Open.utf8("large");
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Fill fill = Await.result(backend.store().fill(key, new byte[16], Entry.large(), Open.MINUTE));

      assertEquals(Fill.Outcome.REFUSED_ABSENT, fill.outcome());
      assertEquals(List.of(), client.texts("KEYS", "*"));
    }
  }

  private static byte[] key(int round, int i) {
    return Open.utf8("key-" + round + "-" + i);
  }
}
