package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.aside.Aside;
import dev.aside.Codec;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A hit in L1 allocates nothing. Bytes are counted, which no busy machine changes; time is for the
 * benchmarks.
 */
@Timeout(60)
final class LocalHitAllocationTest {
  private static final int WARM_UP = 100_000;
  private static final int HITS = 100_000;

  /** What asking for the count allocates itself: far less than one byte a hit. */
  private static final long MAX_BYTES = 4_096;

  private static final long MAX_FILL_NANOS = TimeUnit.SECONDS.toNanos(20);

  @Test
  void get_localHit_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Aside aside = Aside.connect("memory:");
        AsideCache<String, String> cache =
            aside.cache("user", Codec.utf8()).loader(key -> "value of " + key).build()) {
      long began = System.nanoTime();
      while (cache.stats().localHits() == 0 && System.nanoTime() - began < MAX_FILL_NANOS) {
        cache.get("42"); // the copy is made off the caller's path
      }
      read(cache, WARM_UP);
      long hitsBefore = cache.stats().localHits();

      long before = threads.getCurrentThreadAllocatedBytes();
      int length = read(cache, HITS);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      assertEquals(HITS * "value of 42".length(), length);
      assertEquals(HITS, cache.stats().localHits() - hitsBefore, "all were hits in L1");
      assertTrue(allocated <= MAX_BYTES, allocated + " bytes for " + HITS + " hits");
    }
  }

  private static int read(AsideCache<String, String> cache, int times) {
    int length = 0;
    for (int i = 0; i < times; i++) {
      String value = cache.get("42");
      length += (value == null) ? 0 : value.length();
    }
    return length;
  }
}
