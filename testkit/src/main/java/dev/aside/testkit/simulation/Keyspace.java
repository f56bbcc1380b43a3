package dev.aside.testkit.simulation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Strings under keys, with times to live: the commands of Redis that the scripts are made of. Who
 * watches is told of each command that Redis would announce. Keys are Latin-1 text, a character a
 * byte. Confined to the simulation.
 */
final class Keyspace {
  /** What Redis answers to PTTL for a key that is not there. */
  static final long ABSENT = -2;

  private static final long FOREVER = Long.MAX_VALUE;

  /** Redis looks for keys that have expired so often. */
  private static final long EXPIRY_CYCLE_NANOS = 100_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final VirtualTime time;
  private final LongSupplier clockMillis;
  private final Watcher watcher;
  private final Map<String, Value> values = new HashMap<>();

  /** Bytes that are never changed once they are here, and when they go, by the server's clock. */
  record Value(byte[] bytes, long goneMillis) {}

  /** Is told after a key was changed, by a command or by its expiry. */
  @FunctionalInterface
  interface Watcher {
    void modified(String key);
  }

  Keyspace(VirtualTime time, LongSupplier clockMillis, Watcher watcher) {
    this.time = time;
    this.clockMillis = clockMillis;
    this.watcher = watcher;
  }

  /** The bytes; null if there is no such key. */
  byte @Nullable [] get(String key) {
    Value value = find(key);
    return (value == null) ? null : value.bytes().clone();
  }

  /** What is stored, perhaps past its time, without any effect. */
  byte @Nullable [] peek(String key) {
    Value value = values.get(key);
    return (value == null) ? null : value.bytes();
  }

  /** Up to {@code length} first bytes; empty if there is no such key. */
  byte[] getRange(String key, int length) {
    Value value = find(key);
    return (value == null)
        ? new byte[0]
        : Arrays.copyOf(value.bytes(), Math.min(length, value.bytes().length));
  }

  /** SET .. PX. */
  void set(String key, byte[] bytes, long lifeMillis) {
    store(key, new Value(bytes, clockMillis.getAsLong() + Math.max(1, lifeMillis)));
    watcher.modified(key);
  }

  /** SETRANGE within what is there; the time to live stays. */
  void setRange(String key, int offset, byte[] patch) {
    Value value = find(key);
    if (value == null) {
      throw new IllegalStateException("SETRANGE: no such key (expected: a key that is there)");
    }
    byte[] bytes =
        Arrays.copyOf(value.bytes(), Math.max(value.bytes().length, offset + patch.length));
    System.arraycopy(patch, 0, bytes, offset, patch.length);
    values.put(key, new Value(bytes, value.goneMillis()));
    watcher.modified(key);
  }

  /** PEXPIRE. */
  void expire(String key, long lifeMillis) {
    Value value = find(key);
    if (value != null) {
      store(key, new Value(value.bytes(), clockMillis.getAsLong() + Math.max(1, lifeMillis)));
      watcher.modified(key);
    }
  }

  /** PTTL: milliseconds left, or {@link #ABSENT}, or -1 if it has no end. */
  long ttl(String key) {
    Value value = find(key);
    if (value == null) {
      return ABSENT;
    }
    return (value.goneMillis() == FOREVER) ? -1 : value.goneMillis() - clockMillis.getAsLong();
  }

  boolean exists(String key) {
    return find(key) != null;
  }

  /** UNLINK; what is not there is not announced. */
  boolean unlink(String key) {
    if (find(key) == null) {
      return false;
    }
    values.remove(key);
    watcher.modified(key);
    return true;
  }

  /** FLUSHALL, whose announcement is another. */
  void flush() {
    values.clear();
  }

  /** What would be sent to a replica, or written to a disk. */
  Map<String, Value> image() {
    return new HashMap<>(values);
  }

  /** Starts from an image. */
  void load(Map<String, Value> image) {
    image.forEach(this::store);
  }

  /** A key whose time is over is gone for whoever asks, and that is when Redis announces it. */
  private @Nullable Value find(String key) {
    Value value = values.get(key);
    if (value != null && value.goneMillis() <= clockMillis.getAsLong()) {
      values.remove(key);
      expired(key);
      return null;
    }
    return value;
  }

  private void expired(String key) {
    watcher.modified(key);
  }

  private void store(String key, Value value) {
    values.put(key, value);
    if (value.goneMillis() != FOREVER) {
      long left = (value.goneMillis() - clockMillis.getAsLong()) * NANOS_PER_MILLI;
      long due = time.now() + left;
      time.at(due - due % EXPIRY_CYCLE_NANOS + EXPIRY_CYCLE_NANOS, () -> lookAgain(key, value));
    }
  }

  /** The expiry cycle comes by, unless the value was replaced, or the clock was set back. */
  @SuppressWarnings("ReferenceEquality") // this very value, not one like it
  private void lookAgain(String key, Value value) {
    if (values.get(key) == value && find(key) != null) {
      store(key, value);
    }
  }
}
