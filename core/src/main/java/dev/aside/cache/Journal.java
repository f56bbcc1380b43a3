package dev.aside.cache;

import dev.aside.spi.Environment;
import dev.aside.spi.RemoteStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The keys whose removal the server has not confirmed: kept, tried again until it has, and neither
 * read nor filled meanwhile. Thread-safe.
 */
final class Journal {
  /**
   * At the limit further keys are not kept, which is said once as a warning: what the server holds
   * for them may be served until its TTL.
   */
  static final int MAX_KEYS = 100_000;

  private static final int BATCH = 512;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final RemoteStore store;
  private final Environment environment;
  private final FaultLog faults;

  /** Name to the ticket of its newest failure: only a retry begun after that may cross it out. */
  private final ConcurrentMap<ByteBuffer, Long> pending = new ConcurrentHashMap<>();

  private final AtomicLong tickets = new AtomicLong();
  private final AtomicBoolean timerSet = new AtomicBoolean();
  private volatile boolean closed;

  Journal(RemoteStore store, Environment environment, FaultLog faults) {
    this.store = store;
    this.environment = environment;
    this.faults = faults;
  }

  /** Whether {@code name} waits for its removal. Costs one field read while none does. */
  boolean holds(byte[] name) {
    return !pending.isEmpty() && pending.containsKey(ByteBuffer.wrap(name));
  }

  /** Keeps the names until the server has confirmed their removal. */
  void add(Collection<byte[]> names) {
    for (byte[] name : names) {
      if (pending.size() >= MAX_KEYS) {
        faults.warn("too many invalidations are waiting for the server; some entries may be stale");
        break;
      }
      pending.put(ByteBuffer.wrap(name), tickets.incrementAndGet());
    }
    setTimer();
  }

  int size() {
    return pending.size();
  }

  /** Tries all of them now; those that fail again wait for the next time. */
  void retry() {
    Map<ByteBuffer, Long> batch = new HashMap<>();
    for (Map.Entry<ByteBuffer, Long> entry : pending.entrySet()) {
      batch.put(entry.getKey(), entry.getValue());
      if (batch.size() == BATCH) {
        send(batch);
        batch = new HashMap<>();
      }
    }
    if (!batch.isEmpty()) {
      send(batch);
    }
  }

  private void send(Map<ByteBuffer, Long> batch) {
    List<byte[]> names = new ArrayList<>(batch.size());
    batch.keySet().forEach(name -> names.add(name.array()));
    store
        .remove(names)
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                batch.forEach(pending::remove);
              }
            });
  }

  private void setTimer() {
    if (!pending.isEmpty() && !closed && timerSet.compareAndSet(false, true)) {
      double jitter = 0.5 + environment.random().nextDouble();
      environment
          .time()
          .schedule(RETRY.dividedBy(1000).multipliedBy((long) (1000 * jitter)), this::onTimer);
    }
  }

  private void onTimer() {
    timerSet.set(false);
    if (!closed) {
      retry();
      setTimer();
    }
  }

  void close() {
    closed = true;
  }
}
