package dev.aside.cache;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys behind digests, from which there is no way back: an announcement names only the digest.
 * A key is here while somebody holds it, once for each, so that none is forgotten because an older
 * holder lets go late. As large as what holds it: copies and flights have their own limits.
 * Thread-safe.
 */
final class NameIndex<K> {
  private final ConcurrentMap<ByteBuffer, Held<K>> keys = new ConcurrentHashMap<>();

  private record Held<K>(K key, int holders) {}

  void hold(byte[] name, K key) {
    keys.merge(
        ByteBuffer.wrap(name),
        new Held<>(key, 1),
        (held, one) -> new Held<>(held.key(), held.holders() + 1));
  }

  /** Ends one {@link #hold}. */
  void release(byte[] name) {
    keys.computeIfPresent(
        ByteBuffer.wrap(name),
        (same, held) -> (held.holders() == 1) ? null : new Held<>(held.key(), held.holders() - 1));
  }

  /** The key whose name it is; null: nobody holds it. */
  @Nullable K find(byte[] name) {
    Held<K> held = keys.get(ByteBuffer.wrap(name));
    return (held == null) ? null : held.key();
  }

  int size() {
    return keys.size();
  }
}
