package dev.aside.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the read of one key of many has ended: with a value, with the knowledge that the source has
 * no such key, or with a failure. Immutable.
 *
 * @param <V> the type of the values
 */
public final class Outcome<V> {
  private final @Nullable V value;
  private final @Nullable RuntimeException failure;
  private final @Nullable Duration staleAge;

  private Outcome(
      @Nullable V value, @Nullable RuntimeException failure, @Nullable Duration staleAge) {
    this.value = value;
    this.failure = failure;
    this.staleAge = staleAge;
  }

  static <V> Outcome<V> of(@Nullable V value, @Nullable Duration staleAge) {
    return new Outcome<>(value, null, staleAge);
  }

  static <V> Outcome<V> failed(RuntimeException failure) {
    return new Outcome<>(null, failure, null);
  }

  /**
   * The value; null if the source has no such key.
   *
   * @throws RuntimeException the {@link #failure}, if there is one
   */
  public @Nullable V value() {
    if (failure != null) {
      throw failure;
    }
    return value;
  }

  /** Whether the source has no such key. */
  public boolean isAbsent() {
    return value == null && failure == null;
  }

  /** Why there is no answer, as {@code get} would have thrown it; null: there is one. */
  public @Nullable RuntimeException failure() {
    return failure;
  }

  /** How long ago the value was stored, if its time is over; null: it is fresh. */
  public @Nullable Duration staleAge() {
    return staleAge;
  }
}
