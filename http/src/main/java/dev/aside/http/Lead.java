package dev.aside.http;

import org.jspecify.annotations.Nullable;

/**
 * What became of the load that was run for one exchange, if one was. Written by the load before its
 * result can be seen, read by the exchange afterwards.
 */
final class Lead {
  private volatile boolean answered;
  private volatile @Nullable CacheStatus status;

  /** The client has its answer, or is getting it. */
  void answered() {
    answered = true;
  }

  boolean isAnswered() {
    return answered;
  }

  /** How what the load returned is to be announced to this exchange's client. */
  void status(CacheStatus status) {
    this.status = status;
  }

  /** Null: no load was run for this exchange. */
  @Nullable CacheStatus status() {
    return status;
  }
}
