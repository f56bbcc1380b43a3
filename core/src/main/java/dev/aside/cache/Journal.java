package dev.aside.cache;

import dev.aside.spi.Environment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the server may not know of: removals that it has not confirmed, which are kept, tried again
 * until it has, and neither read nor filled meanwhile; and those confirmed lately, which a server
 * that takes over, or comes back from a disk, may have forgotten. Thread-safe.
 */
final class Journal {
  /**
   * At the limit further keys are not kept: the whole cache is cleared instead, which is said once
   * as a warning.
   */
  static final int MAX_KEYS = 100_000;

  /** Removals confirmed within this time are sent again to a server that we had lost. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  private static final int BATCH = 512;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Removal removal;
  private final Runnable onOverflow;
  private final Environment environment;
  private final FaultLog faults;

  /** Name to the ticket of its newest failure: only a retry begun after that may cross it out. */
  private final ConcurrentMap<ByteBuffer, Long> pending = new ConcurrentHashMap<>();

  /** Confirmed removals, oldest first; the oldest go at {@link #MAX_KEYS}. Guarded by itself. */
  private final ArrayDeque<Confirmed> recent = new ArrayDeque<>();

  /** Whether one within {@link #WINDOW} had to go, and until when that matters. */
  private boolean hasForgotten; // guarded by recent

  private long forgottenUntilNanos; // guarded by recent

  private record Confirmed(byte[] name, long nanos) {}

  private final AtomicLong tickets = new AtomicLong();
  private final AtomicLong replays = new AtomicLong();
  private final AtomicBoolean timerSet = new AtomicBoolean();
  private volatile boolean closed;

  /** Has the server remove names, or what stands for that. */
  interface Removal {
    CompletionStage<?> of(List<byte[]> names);
  }

  /**
   * Of what {@code removal} does.
   *
   * @param onOverflow when names cannot be kept: everything must be taken to be out of date
   */
  Journal(Removal removal, Runnable onOverflow, Environment environment, FaultLog faults) {
    this.removal = removal;
    this.onOverflow = onOverflow;
    this.environment = environment;
    this.faults = faults;
  }

  /** Whether {@code name} waits for its removal. Costs one field read while none does. */
  boolean holds(byte[] name) {
    return !pending.isEmpty() && pending.containsKey(ByteBuffer.wrap(name));
  }

  /** Keeps the names until the server has confirmed their removal. */
  void add(Collection<byte[]> names) {
    boolean full = false;
    for (byte[] name : names) {
      ByteBuffer key = ByteBuffer.wrap(name);
      if (pending.size() >= MAX_KEYS && !pending.containsKey(key)) {
        full = true;
      } else {
        pending.put(key, tickets.incrementAndGet());
      }
    }
    if (full) {
      faults.warn("too many invalidations are waiting for the server; the cache will be cleared");
      onOverflow.run();
    }
    setTimer();
  }

  /** As {@link #add}, beyond the limit too: for a name that stands for all that is not kept. */
  void addAlways(byte[] name) {
    pending.put(ByteBuffer.wrap(name), tickets.incrementAndGet());
    setTimer();
  }

  /** Remembers removals that the server has confirmed. */
  void confirmed(Collection<byte[]> names) {
    long now = environment.time().nanoTime();
    synchronized (recent) {
      for (byte[] name : names) {
        recent.add(new Confirmed(name, now));
      }
      while (!recent.isEmpty() && isPast(recent.getFirst(), now)) {
        recent.removeFirst();
      }
      while (recent.size() > MAX_KEYS) {
        forgottenUntilNanos = recent.removeFirst().nanos() + WINDOW.toNanos();
        hasForgotten = true;
      }
    }
  }

  private static boolean isPast(Confirmed removal, long now) {
    return now - removal.nanos() > WINDOW.toNanos();
  }

  /**
   * The server is back, or another has taken its place: sends again what it may have forgotten,
   * which costs a miss where it has not, and what it has never confirmed.
   */
  void replay() {
    replays.incrementAndGet();
    long now = environment.time().nanoTime();
    List<byte[]> forgotten = new ArrayList<>();
    boolean incomplete;
    synchronized (recent) {
      incomplete = hasForgotten && forgottenUntilNanos - now > 0;
      hasForgotten = false;
      for (Confirmed removal : recent) {
        if (!isPast(removal, now)) {
          forgotten.add(removal.name());
        }
      }
      recent.clear(); // they come back when they are confirmed again
    }
    if (incomplete) {
      onOverflow.run();
    }
    add(forgotten);
    retry();
  }

  /** How often {@link #replay} has begun. */
  long replays() {
    return replays.get();
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
    removal
        .of(names)
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                batch.forEach(pending::remove);
                confirmed(names);
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
