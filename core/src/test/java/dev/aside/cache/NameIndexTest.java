package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.Codec;
import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import dev.aside.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Keys behind digests: found as long as somebody holds them, and gone after that. */
final class NameIndexTest {
  private static final int KEYS = 50;
  private static final int STEPS = 20_000;

  private final NameIndex<String> index = new NameIndex<>();

  @Test
  void find_heldTwice_isThereUntilBothLetGo() {
    index.hold(name("42"), "42");
    index.hold(name("42"), "42");
    index.release(name("42"));
    assertEquals("42", index.find(name("42")));

    index.release(name("42"));
    assertNull(index.find(name("42")));
    assertEquals(0, index.size());
  }

  @Test
  void localTier_manyCopiesOfHashedKeys_holdsTheKeysOfItsCopiesAndNoOthers() {
    LocalTier<String, String> local = localTier(20);
    exercise(local, new Random(42));
    local.checkInvariants();

    for (int key = 0; key < KEYS; key++) {
      local.remove("" + key);
      assertNull(local.keyOf(name("" + key)));
    }
    local.checkInvariants();
  }

  @Test
  void localTier_manyThreads_holdsTheKeysOfItsCopiesAndNoOthers() {
    LocalTier<String, String> local = localTier(20);
    List<CompletableFuture<?>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int seed = i;
      threads.add(CompletableFuture.runAsync(() -> exercise(local, new Random(seed))));
    }
    CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).join();

    local.checkInvariants();
  }

  private static void exercise(LocalTier<String, String> local, Random random) {
    Values<String> values = new Values<>(Codec.utf8(), /* shared= */ true);
    for (int i = 0; i < STEPS; i++) {
      String key = "" + random.nextInt(KEYS);
      int what = random.nextInt(20);
      if (what < 12) {
        Answer<String> answer = (what < 3) ? Answer.absent() : Answer.ofLoaded("v" + i, values);
        long ttl = (what < 10) ? Duration.ofMinutes(1).toNanos() : 0;
        boolean untouched = random.nextInt(4) > 0;
        local.put(local.shelf(), key, answer, 1, ttl, Stamps.NONE, name(key), () -> untouched);
      } else if (what < 17) {
        local.get(key);
      } else if (what < 19) {
        local.remove(key);
      } else if (random.nextInt(50) == 0) {
        local.clear();
      }
    }
  }

  private static LocalTier<String, String> localTier(int entries) {
    Backend backend =
        ServiceLoader.load(BackendProvider.class)
            .findFirst()
            .orElseThrow()
            .open(
                BackendConfig.of(
                    "memory:",
                    null,
                    "test",
                    "",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    TimeSource.system(),
                    new Random(7)));
    return new LocalTier<>(
        TimeSource.system(),
        backend.store().coherence(),
        LocalOptions.defaults().maxEntries(entries),
        null,
        new Counters());
  }

  private static byte[] name(String key) {
    return ("user:h:" + key).getBytes(StandardCharsets.US_ASCII);
  }
}
