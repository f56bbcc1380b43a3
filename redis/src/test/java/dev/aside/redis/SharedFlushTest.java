package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.Codec;
import dev.aside.cache.AsideCache;
import dev.aside.cache.RawView;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Reads that are begun together leave together. Counted at the server, which a busy machine can
 * only make fewer: flushes decide how many reads a second there can be.
 */
@Timeout(60)
final class SharedFlushTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static final int READS = 1_000;

  /** One flush each 32 writes, heartbeats, and the connection that asks. */
  private static final long MAX_ARRIVALS = 100;

  @Test
  void answer_thousandBegunAtOnce_arriveInFewPieces() throws Exception {
    try (Aside aside = Aside.connect(redis.uri());
        AsideCache<String, String> cache =
            aside.cache("user", Codec.utf8()).noLocal().loader(key -> "v").build();
        RespClient client = redis.client()) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < READS; i++) {
        keys.add("k" + i);
      }
      Await.until(
          "every key in Redis",
          () -> {
            long before = cache.stats().remoteHits();
            cache.getAll(keys);
            return cache.stats().remoteHits() - before == READS;
          });
      RawView<String> raw = cache.raw();
      long before = arrivals(client);

      raw.answer("k0") // what follows is begun on the I/O thread, in one turn of it
          .thenCompose(
              first ->
                  CompletableFuture.allOf(
                      keys.stream()
                          .map(key -> raw.answer(key).toCompletableFuture())
                          .toArray(CompletableFuture[]::new)))
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);

      long pieces = arrivals(client) - before;
      assertTrue(pieces <= MAX_ARRIVALS, READS + " reads arrived in " + pieces + " pieces");
    }
  }

  /** How often the server has read from a socket. */
  private static long arrivals(RespClient client) {
    return String.valueOf(client.text("INFO", "stats"))
        .lines()
        .filter(line -> line.startsWith("total_reads_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
        .sum();
  }
}
