package dev.aside.cache;

import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.RemoteStore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may be copied to L1: only what was read on the connection that announces changes,
 * with no change announced since the read was sent. Thread-safe.
 */
final class Copies<K, V> {
  /** Our own fill is announced to us too, perhaps after the read that follows it was sent. */
  private static final int MAX_TRIES = 3;

  private final @Nullable LocalTier<K, V> local;
  private final KeyNames<K> names;
  private final RemoteStore store;
  private final Flights<K, V> flights;

  /** What was known when a read was sent. */
  record Ticket(long epoch, int changes) {}

  Copies(Setup<K, V> setup, Flights<K, V> flights) {
    this.local = setup.local;
    this.names = setup.names;
    this.store = setup.store;
    this.flights = flights;
  }

  /** To be taken before the read is sent. */
  Ticket ticket(Flight<K, V> flight) {
    Coherence coherence = store.coherence();
    return new Ticket(coherence.epoch(), flight.changes());
  }

  /** Keeps what a read has found, if nothing has come in between. */
  void keep(Flight<K, V> flight, Ticket ticket, Answer<V> answer, long softExpiry) {
    long now = store.estimatedMillis();
    if (local == null || now == 0 || softExpiry <= now || names.isDigest(flight.name)) {
      return;
    }
    local.put(
        flight.key,
        answer.toKeep(),
        ticket.epoch(),
        TimeUnit.MILLISECONDS.toNanos(softExpiry - now),
        () -> flight.changes() == ticket.changes() && flights.hears(flight));
  }

  /**
   * Keeps what has just been filled with {@code stampMicros}, if the server still shows it on the
   * connection that announces changes; then runs {@code done}.
   */
  void keepFilled(Flight<K, V> flight, Answer<V> answer, long stampMicros, Runnable done) {
    if (local == null || names.isDigest(flight.name)) {
      done.run();
    } else {
      confirm(flight, answer, stampMicros, MAX_TRIES, done);
    }
  }

  private void confirm(
      Flight<K, V> flight, Answer<V> answer, long stampMicros, int tries, Runnable done) {
    Ticket ticket = ticket(flight);
    store
        .header(flight.name)
        .whenComplete(
            (header, error) -> {
              if (error != null || !isStamped(header, stampMicros)) {
                done.run(); // changed already, or not known: the next read will tell
              } else if (flight.changes() != ticket.changes() && tries > 1) {
                confirm(flight, answer, stampMicros, tries - 1, done);
              } else {
                long softExpiry = EntryHeader.number(header, EntryHeader.SOFT_EXPIRY);
                keep(flight, ticket, answer, softExpiry);
                done.run();
              }
            });
  }

  private static boolean isStamped(byte @Nullable [] header, long stampMicros) {
    return header != null
        && EntryHeader.isOurs(header)
        && EntryHeader.state(header) == EntryHeader.VALUE
        && EntryHeader.number(header, EntryHeader.STAMP) == stampMicros;
  }
}
