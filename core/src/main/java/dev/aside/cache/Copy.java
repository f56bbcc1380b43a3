package dev.aside.cache;

import org.jspecify.annotations.Nullable;

/**
 * An answer kept in this process, with the time after which it must not be served. It is an answer
 * rather than has one, to spare a hit the way to another object. Thread-safe, as answers are.
 */
final class Copy<V> extends Answer<V> {
  final long expiresNanos;

  /** In which it was read. */
  final long epoch;

  /** Of the value's tags, the root's not among them. */
  final Stamps tags;

  /** The name's digest, where the name does not tell the key; null: it does. */
  final byte @Nullable [] digest;

  Copy(Answer<V> answer, long epoch, long expiresNanos, Stamps tags, byte @Nullable [] digest) {
    super(answer);
    this.epoch = epoch;
    this.expiresNanos = expiresNanos;
    this.tags = tags;
    this.digest = digest;
  }
}
