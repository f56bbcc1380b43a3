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

  private final Setup<K, V> setup;
  private final @Nullable LocalTier<K, V> local;
  private final RemoteStore store;
  private final Flights<K, V> flights;

  /** What was known when a read was sent. */
  record Ticket<K, V>(LocalTier.@Nullable Shelf<K, V> shelf, long epoch, int changes) {}

  Copies(Setup<K, V> setup, Flights<K, V> flights) {
    this.setup = setup;
    this.local = setup.local;
    this.store = setup.store;
    this.flights = flights;
  }

  /** To be taken before the read is sent. */
  Ticket<K, V> ticket(Flight<K, V> flight) {
    LocalTier.@Nullable Shelf<K, V> shelf = (local == null) ? null : local.shelf();
    Coherence coherence = store.coherence();
    return new Ticket<>(shelf, coherence.epoch(), flight.changes());
  }

  /** Keeps what a read has found while it is fresh, if nothing has come in between. */
  void keep(Flight<K, V> flight, Ticket<K, V> ticket, Answer<V> answer, Frame.Stored found) {
    keep(flight, ticket, answer, found.softExpiry(), found.loadMillis(), found.stamps());
  }

  private void keep(
      Flight<K, V> flight,
      Ticket<K, V> ticket,
      Answer<V> answer,
      long softExpiry,
      long loadMillis,
      Stamps stamps) {
    LocalTier.@Nullable Shelf<K, V> shelf = ticket.shelf();
    long now = store.estimatedMillis();
    if (local == null || shelf == null || now == 0) {
      return;
    }
    // A copy ends a little early, at random, so that its reader sees whether to refresh the entry.
    double chance = setup.environment.random().nextDouble();
    long left = softExpiry - now - setup.stale.earlinessMillis(loadMillis, chance);
    if (left <= 0 || !isValid(stamps)) {
      return;
    }
    local.put(
        shelf,
        flight.key,
        answer,
        ticket.epoch(),
        TimeUnit.MILLISECONDS.toNanos(left),
        stamps.withoutFirst(), // the root's: clearing takes the whole shelf
        setup.names.isDigest(flight.name) ? flight.name : null,
        () -> flight.changes() == ticket.changes() && flights.hears(flight));
  }

  /** After the shelf was taken: a change of the root from here on takes that away. */
  private boolean isValid(Stamps stamps) {
    return standing(stamps) == Tags.Standing.VALID;
  }

  private Tags.Standing standing(Stamps stamps) {
    Tags tags = setup.tags;
    return (tags == null)
        ? Tags.Standing.VALID
        : tags.standing(stamps, TagTable.UNKNOWN, /* strict= */ false);
  }

  /**
   * Keeps what has just been filled with {@code stampMicros}, if the server still shows it on the
   * connection that announces changes; then runs {@code done}.
   */
  void keepFilled(
      Flight<K, V> flight,
      Answer<V> answer,
      long stampMicros,
      long loadMillis,
      Stamps stamps,
      Runnable done) {
    if (local == null) {
      done.run();
    } else {
      confirm(new Filled<>(flight, answer, stampMicros, loadMillis, stamps, done), MAX_TRIES);
    }
  }

  private record Filled<K, V>(
      Flight<K, V> flight,
      Answer<V> answer,
      long stampMicros,
      long loadMillis,
      Stamps stamps,
      Runnable done) {}

  private void confirm(Filled<K, V> filled, int tries) {
    Flight<K, V> flight = filled.flight();
    Ticket<K, V> ticket = ticket(flight);
    store
        .header(flight.name)
        .whenComplete(
            (header, error) -> {
              if (error != null || !isStamped(header, filled.stampMicros())) {
                filled.done().run(); // changed already, or not known: the next read will tell
              } else if (flight.changes() != ticket.changes() && tries > 1) {
                confirm(filled, tries - 1);
              } else if (standing(filled.stamps()) == Tags.Standing.UNKNOWN && tries > 1) {
                learn(filled, tries - 1);
              } else {
                long softExpiry = EntryHeader.number(header, EntryHeader.SOFT_EXPIRY);
                keep(
                    flight,
                    ticket,
                    filled.answer(),
                    softExpiry,
                    filled.loadMillis(),
                    filled.stamps());
                filled.done().run();
              }
            });
  }

  /** Stamps that have just been made are announced, and must be read again to be trusted. */
  private void learn(Filled<K, V> filled, int tries) {
    Tags tags = setup.tags;
    if (tags == null) {
      filled.done().run();
      return;
    }
    tags.ask(filled.stamps())
        .whenComplete(
            (valid, error) -> {
              if (Boolean.TRUE.equals(valid)) {
                confirm(filled, tries);
              } else {
                filled.done().run();
              }
            });
  }

  /** Whether the entry is still the value that was stored with {@code stampMicros}. */
  static boolean isStamped(byte @Nullable [] header, long stampMicros) {
    return header != null
        && EntryHeader.isOurs(header)
        && EntryHeader.state(header) == EntryHeader.VALUE
        && EntryHeader.number(header, EntryHeader.STAMP) == stampMicros;
  }
}
