package dev.aside.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.spi.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When keys were last changed, as far as this process knows; for {@code explain}. Thread-safe. */
final class History<K> {
  /** Keys that are remembered; at the limit the least useful are forgotten. */
  static final int MAX_KEYS = 1_000;

  private final TimeSource time;
  private final Cache<K, Long> ours = bounded();
  private final Cache<K, Long> heard = bounded();

  History(TimeSource time) {
    this.time = time;
  }

  private static <K> Cache<K, Long> bounded() {
    return Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run).build();
  }

  /** This process has invalidated, put or written the key. */
  void changedHere(K key) {
    ours.put(key, time.nanoTime());
  }

  /** The server has announced a change. */
  void announced(K key) {
    heard.put(key, time.nanoTime());
  }

  @Nullable Duration sinceChangedHere(K key) {
    return since(ours.getIfPresent(key));
  }

  @Nullable Duration sinceAnnounced(K key) {
    return since(heard.getIfPresent(key));
  }

  private @Nullable Duration since(@Nullable Long nanos) {
    return (nanos == null) ? null : Duration.ofNanos(time.nanoTime() - nanos);
  }
}
