package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of one key is at one moment, and why it is or is not served, for people who
 * wonder why a key is stale or slow. {@link #toString} says it in words. Holds no value. Immutable.
 */
public final class Explanation {

  /** The copy in this process. */
  public enum Local {
    /** The cache keeps no copies in this process. */
    OFF,
    /** There is no copy. */
    NONE,
    /** There is a copy, and the next read is served from it. */
    SERVED,
    /** There is a copy whose time is over. */
    EXPIRED,
    /** There is a copy, but changes are not announced in time, or were not since it was made. */
    NOT_TRUSTED
  }

  /** The entry at the server. */
  public enum Remote {
    /** The server did not answer, so nothing is known. */
    UNREACHABLE,
    /** Nothing is stored. */
    NOTHING,
    /** A value is stored. */
    VALUE,
    /** It is remembered that the source has no such key. */
    ABSENT,
    /** A process holds the lease and is loading. */
    LOADING,
    /** A write is under way: nothing is stored until it has ended. */
    BEING_WRITTEN,
    /** It was invalidated, and nothing is stored until the hold is over. */
    HELD_OFF,
    /** A value of which a tag was invalidated since, or the cache cleared; it is not served. */
    INVALID_BY_TAG,
    /** An entry that is damaged or belongs to another key; the next read replaces it. */
    DAMAGED,
    /** A value in a form that this cache has left behind; the next read replaces it. */
    OUTDATED,
    /** Bytes of another program or version, which are left alone. */
    FOREIGN
  }

  private final String storedName;
  private final Local local;
  private final Remote remote;
  private final int storedBytes;
  private final @Nullable Duration age;
  private final @Nullable Duration remaining;
  private final boolean loadingHere;
  private final boolean invalidationPending;
  private final @Nullable Duration sinceChangedHere;
  private final @Nullable Duration sinceAnnounced;

  Explanation(
      String storedName,
      Local local,
      Remote remote,
      int storedBytes,
      @Nullable Duration age,
      @Nullable Duration remaining,
      boolean loadingHere,
      boolean invalidationPending,
      @Nullable Duration sinceChangedHere,
      @Nullable Duration sinceAnnounced) {
    this.storedName = storedName;
    this.local = local;
    this.remote = remote;
    this.storedBytes = storedBytes;
    this.age = age;
    this.remaining = remaining;
    this.loadingHere = loadingHere;
    this.invalidationPending = invalidationPending;
    this.sinceChangedHere = sinceChangedHere;
    this.sinceAnnounced = sinceAnnounced;
  }

  /** The name of the entry at the server: {@code user:42}. */
  public String storedName() {
    return storedName;
  }

  /** The copy in this process. */
  public Local local() {
    return local;
  }

  /** The entry at the server. */
  public Remote remote() {
    return remote;
  }

  /** The size of the entry at the server, header included; 0 if there is none or it is unknown. */
  public int storedBytes() {
    return storedBytes;
  }

  /** How long ago the entry was stored, by the server's clock; null if there is no value. */
  public @Nullable Duration age() {
    return age;
  }

  /** How long the entry is still fresh, by the server's clock; null if there is no value. */
  public @Nullable Duration remaining() {
    return remaining;
  }

  /** Whether this process is reading or loading it now. */
  public boolean loadingHere() {
    return loadingHere;
  }

  /**
   * Whether an invalidation by this process has not been confirmed by the server yet. Meanwhile
   * this process asks the source each time; others may be served what the server holds.
   */
  public boolean invalidationPending() {
    return invalidationPending;
  }

  /**
   * How long ago this process invalidated, put or wrote the key; null if it did not, or that was
   * forgotten: the last thousand keys or so are remembered.
   */
  public @Nullable Duration sinceChangedHere() {
    return sinceChangedHere;
  }

  /**
   * How long ago the server last announced a change of the entry, by anybody, this process
   * included: a load, a put, an invalidation, or the end of its time. Null if it did not, or that
   * was forgotten. Changes of entries that were not read here are not announced.
   */
  public @Nullable Duration sinceAnnounced() {
    return sinceAnnounced;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(storedName);
    text.append(": copy here ").append(words(local)).append("; at the server ");
    text.append(words(remote));
    if (storedBytes > 0) {
      text.append(", ").append(storedBytes).append(" bytes");
    }
    if (age != null && remaining != null) {
      text.append(", stored ").append(age).append(" ago, fresh for ").append(remaining);
    }
    if (loadingHere) {
      text.append("; being read or loaded here");
    }
    if (invalidationPending) {
      text.append("; an invalidation waits for the server");
    }
    if (sinceChangedHere != null) {
      text.append("; last changed by this process ").append(sinceChangedHere).append(" ago");
    }
    if (sinceAnnounced != null) {
      text.append("; a change was last announced ").append(sinceAnnounced).append(" ago");
    }
    return text.toString();
  }

  private static String words(Enum<?> state) {
    return state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
