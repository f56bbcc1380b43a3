package dev.aside.cache;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a cache signs its values with, so that nobody who can write to the server can make
 * a value up or move it to another key. See {@link CacheBuilder#signingKeys}. May be shared by
 * caches. Thread-safe; gives no secret out again.
 *
 * <p>Keys have numbers, and the highest one signs; values signed with any of them are served. To
 * change keys while services run, {@link #add} the new one with a higher number in each process, in
 * any order, and {@link #retire} the old one once what it signed has expired. A value signed with a
 * higher number than any here is left alone, since another process knows its key already; one with
 * a lower number that is not here is replaced.
 */
public final class SigningKeys {
  /** The most keys at once. */
  public static final int MAX_KEYS = 8;

  /** The highest number of a key. */
  public static final int MAX_ID = 65_535;

  private volatile Ring ring = new Ring(new TreeMap<>());

  private SigningKeys() {}

  /**
   * One key to begin with.
   *
   * @param id its number, 1 to {@link #MAX_ID}
   * @param secret 32 to 1024 random bytes, the same in every process; copied
   * @throws IllegalArgumentException if either is outside its limits
   */
  public static SigningKeys of(int id, byte[] secret) {
    SigningKeys keys = new SigningKeys();
    keys.add(id, secret);
    return keys;
  }

  /**
   * Adds a key. It signs from now on if its number is the highest.
   *
   * @throws IllegalArgumentException if the number or the secret is outside the limits of {@link
   *     #of}, or the number is taken
   * @throws IllegalStateException if there are {@link #MAX_KEYS} already
   */
  public synchronized void add(int id, byte[] secret) {
    Settings.number("id", id, 1, MAX_ID);
    KeyedHash key = KeyedHash.of("secret", secret);
    TreeMap<Integer, KeyedHash> keys = new TreeMap<>(ring.keys);
    if (keys.size() >= MAX_KEYS) {
      throw new IllegalStateException(
          "keys: " + keys.size() + " already (expected: fewer than " + MAX_KEYS + " to add one)");
    }
    if (keys.put(id, key) != null) {
      throw new IllegalArgumentException("id: " + id + " (expected: a number that is not taken)");
    }
    ring = new Ring(keys);
  }

  /**
   * Forgets an older key: what it signed is a miss from now on, and is replaced. Does nothing if
   * the key is not there.
   *
   * @throws IllegalArgumentException if it is the key that signs
   */
  public synchronized void retire(int id) {
    if (id == ring.newest()) {
      throw new IllegalArgumentException("id: " + id + " (expected: not the key that signs)");
    }
    TreeMap<Integer, KeyedHash> keys = new TreeMap<>(ring.keys);
    keys.remove(id);
    ring = new Ring(keys);
  }

  Ring ring() {
    return ring;
  }

  /** The numbers of the keys, and nothing else. */
  @Override
  public String toString() {
    return "SigningKeys" + ring.keys.keySet();
  }

  /** The keys at one moment. Immutable. */
  static final class Ring {
    private final TreeMap<Integer, KeyedHash> keys;

    private Ring(TreeMap<Integer, KeyedHash> keys) {
      this.keys = keys;
    }

    /** The number of the key that signs. */
    int newest() {
      return keys.lastKey();
    }

    /** The key that signs, by its number. */
    Map.Entry<Integer, KeyedHash> signing() {
      return keys.lastEntry();
    }

    @Nullable KeyedHash find(int id) {
      return keys.get(id);
    }
  }
}
