package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.cache.AsideCache;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Entries that were stored together do not expire together. */
final class JitterTest {
  private static final Duration TTL = Duration.ofSeconds(600);

  /** While time stands still the memory's clock goes on by a microsecond for each change. */
  private static final int MICRO_EACH = 30;

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();

  @Test
  void ttlJitter_tenThousandKeysLoadedAtOnce_spreadOverTheirTenth() {
    LongSummaryStatistics lives = lives(0.1);

    assertTrue(lives.getMin() >= 540_000, () -> "at most a tenth shorter: " + lives);
    assertTrue(lives.getMax() <= 600_000 + MICRO_EACH, () -> "never longer: " + lives);
    assertTrue(lives.getMax() - lives.getMin() >= 50_000, () -> "over 50 s and more: " + lives);
    assertEquals(570_000, lives.getAverage(), 1_000, "evenly");
  }

  @Test
  void ttlJitter_off_allAtOnce() {
    LongSummaryStatistics lives = lives(0);

    assertTrue(lives.getMin() >= 600_000, lives::toString);
    assertTrue(lives.getMax() <= 600_000 + MICRO_EACH, lives::toString);
  }

  private LongSummaryStatistics lives(double jitter) {
    AsideCache<String, String> cache = p.cache(b -> b.ttl(TTL).ttlJitter(jitter));
    List<String> keys = IntStream.range(0, 10_000).mapToObj(i -> "k" + i).toList();
    p.settle(
        cache
            .async()
            .getAll(
                keys,
                asked -> asked.stream().collect(Collectors.toMap(Function.identity(), k -> "v"))));
    return keys.stream()
        .map(key -> p.settle(cache.async().explain(key)).remaining())
        .mapToLong(left -> Objects.requireNonNull(left, "a value").toMillis())
        .summaryStatistics();
  }
}
