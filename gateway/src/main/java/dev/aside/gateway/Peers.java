package dev.aside.gateway;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The other processes, as far as they were heard of lately. Thread-safe. */
final class Peers {
  /** How often each says that it is there. */
  static final Duration HELLO = Duration.ofSeconds(3);

  /** Who was silent for this long is gone. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  /** More are not known of, and not asked. */
  static final int MAX_PEERS = 1_000;

  private final TimeSource time;
  private final Map<String, Long> heardNanos = new ConcurrentHashMap<>();

  Peers(TimeSource time) {
    this.time = time;
  }

  /** Whether it is a new one. */
  boolean heard(String node) {
    if (heardNanos.size() >= MAX_PEERS && !heardNanos.containsKey(node)) {
      return false;
    }
    return heardNanos.put(node, time.nanoTime()) == null;
  }

  void gone(String node) {
    heardNanos.remove(node);
  }

  Set<String> now() {
    long now = time.nanoTime();
    heardNanos.values().removeIf(heard -> now - heard > SILENCE.toNanos());
    return Set.copyOf(heardNanos.keySet());
  }
}
