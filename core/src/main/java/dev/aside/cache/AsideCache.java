package dev.aside.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A cache beside a source of truth, over two levels: memory of this process (L1, if asked for) and
 * the shared server (L2). Made by {@code Aside.cache(...)}. Thread-safe.
 *
 * <pre>{@code
 * User user = users.get("42", database::findUser); // L1, then Redis, then one load
 * users.invalidate("42");                          // after the change is committed
 * }</pre>
 *
 * <p>What holds for every read: a level that is down, slow, full or damaged is a miss, is counted
 * and logged once per cause, and never fails the caller; only the loader can. What the loader
 * returned before an invalidation is never stored after it.
 *
 * <p>A null result means that the source has no such key; it is remembered for {@code absentTtl}.
 *
 * <p>Keys are limited to {@value #MAX_KEY_BYTES} bytes of UTF-8. A key that is longer, empty or not
 * valid text is an {@link IllegalArgumentException} of each method that takes it, and so is a
 * collection of more than {@value #MAX_BATCH} keys.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface AsideCache<K, V> extends AutoCloseable {

  /** The longest key, in bytes of UTF-8. */
  int MAX_KEY_BYTES = 1024;

  /** The most keys that one call may name. */
  int MAX_BATCH = 100_000;

  /**
   * The value of {@code key}, loaded by the cache's own loader if it is not cached.
   *
   * @throws IllegalStateException if the cache was built without a loader, or is closed
   * @throws dev.aside.LoadException if the loader failed
   * @throws dev.aside.LoadTimeoutException if the load took longer than {@code loadTimeout}
   * @throws dev.aside.LoadRejectedException if too many loads are waiting already
   */
  @Nullable V get(K key);

  /**
   * The value of {@code key}, loaded by {@code loader} if it is not cached. Concurrent callers of
   * one key share one load, in this process and across the processes on one server.
   *
   * @throws dev.aside.LoadException if the loader failed
   * @throws dev.aside.LoadTimeoutException if the load took longer than {@code loadTimeout}
   * @throws dev.aside.LoadRejectedException if too many loads are waiting already
   * @throws IllegalStateException if the loader asks for its own key, or the cache is closed
   */
  @Nullable V get(K key, Loader<? super K, ? extends V> loader);

  /**
   * As {@link #get(Object, Loader)}, with a loader that sees the value it replaces, and may set the
   * TTL, tags and version of the new one, or say that it has not changed.
   */
  @Nullable V get(K key, ContextLoader<? super K, V> loader);

  /** As {@link #get(Object, Loader)}, with a say in how much copies near the caller count. */
  @Nullable V get(K key, Loader<? super K, ? extends V> loader, Freshness freshness);

  /** As {@link #getAll(Collection, BatchLoader)} with the cache's own batch loader or loader. */
  Map<K, V> getAll(Collection<? extends K> keys);

  /**
   * The values of {@code keys}: one look in L1, one read of the rest from L2, one load of what is
   * then missing and not being loaded already. Absent keys are left out of the answer, which keeps
   * the order of {@code keys} and is the caller's own. More than 2 000 keys are read and loaded a
   * slice of so many at a time.
   *
   * @throws dev.aside.LoadException if a load that this call waited for failed
   */
  Map<K, V> getAll(Collection<? extends K> keys, BatchLoader<K, V> loader);

  /**
   * As {@link #getAll(Collection, BatchLoader)}, with an outcome for each key, absent and failed
   * ones included, so that one that fails does not hide the others.
   */
  Map<K, Outcome<V>> getAllOutcomes(Collection<? extends K> keys, BatchLoader<K, V> loader);

  /** The value if it is cached and fresh, else null. Never loads and never waits for a load. */
  @Nullable V peek(K key);

  /**
   * Stores a value that the caller has just written to the source. If the server cannot be reached
   * the key is remembered and removed there as soon as possible, and the caller is not disturbed.
   *
   * <p>A value without a version is stored only if nobody else wrote or invalidated the key at the
   * same time: then nobody knows whose value is the newest, and none stays. Of values with versions
   * (see {@link EntryOptions#version} and {@code CacheBuilder.version}) the newest stays.
   *
   * @throws IllegalArgumentException if the encoded value is larger than {@code maxValueBytes}
   */
  void put(K key, V value);

  /** As {@link #put(Object, Object)}, with options for this entry. */
  void put(K key, V value, EntryOptions options);

  /**
   * {@link #put} for many values, as many under way at once as one connection can keep.
   *
   * @throws IllegalArgumentException if an encoded value is larger than {@code maxValueBytes}, or
   *     there are more than {@value #MAX_BATCH}; then nothing is stored
   */
  void putAll(Map<? extends K, ? extends V> values);

  /**
   * Removes the value everywhere. Call it after the change is committed in the source. When it has
   * returned, no later {@code get} in this process returns what was loaded before.
   *
   * @throws dev.aside.BackendException if the server did not confirm. The key is then kept and
   *     tried again until it did; meanwhile this process neither serves nor stores it.
   */
  void invalidate(K key);

  /**
   * Removes the values everywhere, in batches; else as {@link #invalidate(Object)}.
   *
   * @throws dev.aside.BackendException if the server did not confirm all of them
   */
  void invalidateAll(Collection<? extends K> keys);

  /**
   * As {@link #invalidate(Object)}, more gently or more thoroughly.
   *
   * @throws dev.aside.BackendException if the server did not confirm. The key is then kept and
   *     removed, also if it was to be {@link Invalidation#SOFT}.
   */
  void invalidate(K key, Invalidation how);

  /** As {@link #invalidate(Object, Invalidation)}, in batches. */
  void invalidateAll(Collection<? extends K> keys, Invalidation how);

  /**
   * Invalidates every value that has {@code tag}, by one command however many they are: for all
   * that is promised of {@link #invalidate(Object)}, values of the tag are as if removed.
   *
   * @throws IllegalArgumentException if the tag is empty or longer than 1 024 bytes of UTF-8
   * @throws IllegalStateException if the layout is {@link Layout#PLAIN}
   * @throws dev.aside.BackendException if the server did not confirm. The tag is then kept and
   *     tried again; meanwhile this process serves and stores none of its values.
   */
  void invalidateTag(String tag);

  /** As {@link #invalidateTag}, for values that have any of {@code tags}; at most 64. */
  void invalidateTags(Collection<String> tags);

  /**
   * Invalidates everything in this cache, by one command: a stamp is moved, nothing is searched
   * for.
   *
   * @throws IllegalStateException if the layout is {@link Layout#PLAIN}
   * @throws dev.aside.BackendException if the server did not confirm, as {@link #invalidateTag}
   */
  void clear();

  /**
   * Runs {@code transaction}, which changes the source of {@code keys}, on the calling thread, with
   * a note at the server that a write is under way: until it has ended nothing is stored under the
   * keys, and afterwards they are gone everywhere. Should this process die in between, even after
   * the commit and before anything could be invalidated, no process serves the old value, provided
   * that the transaction ends within {@code intentTtl}.
   *
   * <pre>{@code
   * users.write(List.of("42"), () -> database.update(user));
   * }</pre>
   *
   * <p>A server that is away does not fail the write: it is then as if the keys were invalidated
   * after it, and that is tried again until the server has confirmed it.
   *
   * @return what the transaction returned
   * @throws Exception what the transaction threw, after the note was taken back
   */
  <T extends @Nullable Object> T write(
      Collection<? extends K> keys, Callable<? extends T> transaction) throws Exception;

  /** The stored bytes without decoding, to pass through to an HTTP response. */
  RawView<K> raw();

  /** The same operations without waiting. */
  AsyncAsideCache<K, V> async();

  /** Where the value of {@code key} is now and why it is or is not served; changes nothing. */
  Explanation explain(K key);

  /** Counters since the cache was built. */
  CacheStats stats();

  /** The name it was built with, which is the first part of its keys: {@code user:42}. */
  String name();

  /** Empties L1 and refuses further use. What is stored in L2 stays. */
  @Override
  void close();
}
