package dev.aside.cache;

import dev.aside.spi.Lease;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes flights from their first read to an answer, or on to {@link Leasing}: reads L2 and judges
 * what is there. Runs on I/O threads and never blocks. Thread-safe.
 */
final class Reading<K, V> {
  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Copies<K, V> copies;
  private final Sharing<K, V> sharing;
  private final Fallback<K, V> fallback;
  private final Journal journal;
  private final Steps<K, V> steps;
  private final Leasing<K, V> leasing;

  Reading(
      Setup<K, V> setup,
      Flights<K, V> flights,
      Copies<K, V> copies,
      Loading<K, V> loading,
      Sharing<K, V> sharing,
      Fallback<K, V> fallback,
      Journal journal,
      Steps<K, V> steps) {
    this.setup = setup;
    this.flights = flights;
    this.copies = copies;
    this.sharing = sharing;
    this.fallback = fallback;
    this.journal = journal;
    this.steps = steps;
    this.leasing = new Leasing<>(setup, flights, loading, sharing, fallback, steps, this);
  }

  /** Takes a flight that can be found already to its end. */
  void start(Flight<K, V> flight) {
    read(flight, new Patience(setup));
  }

  void read(Flight<K, V> flight, Patience patience) {
    flight.waiting(false);
    if (flight.result.isDone()) { // abandoned, or answered by a stale value
      flights.finish(flight, /* stored= */ false);
      return;
    }
    if (journal.holds(flight.name)) {
      flight.replacesNothing();
      sharing.loadUnstored(List.of(flight));
      return;
    }
    Copies.Ticket<K, V> ticket = copies.ticket(flight);
    steps.then(
        flight,
        lookUp(flight),
        (looked, error) -> {
          if (looked == null) {
            setup.backendFailed("an entry could not be read", error);
            sharing.loadUnstored(List.of(flight));
          } else {
            judge(flight, ticket, looked, refresh -> leasing.lease(flight, patience, refresh));
          }
        });
  }

  /** Asks for the lease of a flight that has been judged, and takes it on from there. */
  void lease(Flight<K, V> flight, boolean refresh) {
    leasing.lease(flight, new Patience(setup), refresh);
  }

  CompletionStage<Lease> request(Flight<K, V> flight, boolean refresh) {
    return leasing.request(flight, refresh);
  }

  /**
   * False if the lease was granted, so that the flight is to be loaded.
   *
   * @param unstored takes the flight if it is to be loaded and not stored
   */
  boolean decided(
      Flight<K, V> flight,
      @Nullable Lease lease,
      @Nullable Throwable error,
      Consumer<Flight<K, V>> unstored) {
    return leasing.decided(flight, new Patience(setup), lease, error, unstored);
  }

  /**
   * What was found under a key.
   *
   * @param root the stamp of the cache's own tag, if it was read too, else {@link TagTable#UNKNOWN}
   */
  record Looked(Frame frame, long root) {}

  /** The entry, with the stamp of the cache's own tag if that is not known well enough. */
  private CompletionStage<Looked> lookUp(Flight<K, V> flight) {
    Tags tags = setup.tags;
    if (tags == null || (flight.freshness == Freshness.NORMAL && tags.knowsRoot())) {
      return setup
          .store
          .get(flight.name)
          .thenApply(bytes -> looked(flight, bytes, TagTable.UNKNOWN));
    }
    return tags.table()
        .fetchRootWith(flight.name)
        .thenApply(both -> looked(flight, both.entry(), both.root()));
  }

  Looked looked(Flight<K, V> flight, byte @Nullable [] stored, long root) {
    return new Looked(setup.framing.read(flight.name, stored), root);
  }

  /** What is to be done with a flight that has no answer yet. */
  interface Next {
    /** Takes the lease, over a value if {@code refresh}. */
    void lease(boolean refresh);
  }

  /** Ends the flight with what L2 holds, or goes on to {@code next}. */
  void judge(Flight<K, V> flight, Copies.Ticket<K, V> ticket, Looked looked, Next next) {
    Frame frame = looked.frame();
    if (frame instanceof Frame.Stored found) {
      judgeByTags(flight, ticket, found, looked.root(), next);
    } else if (frame instanceof Frame.Reserved reserved) {
      Flight<K, V> holder = sharing.holderOf(reserved.leaseId(), flight);
      if (holder != null) {
        sharing.followHolder(flight, holder, () -> sharing.loadAlone(flight));
      } else {
        next.lease(/* refresh= */ false);
      }
    } else if (frame instanceof Frame.Misplaced) {
      misplaced(flight);
    } else if (setup.refusals.isToBeLeftAlone(frame)) {
      sharing.loadUnstored(List.of(flight));
    } else if (setup.refusals.isToBeReplaced(frame)) {
      steps.then(
          flight,
          setup.store.remove(List.of(flight.name)),
          (done, error) -> next.lease(/* refresh= */ false));
    } else {
      next.lease(/* refresh= */ false);
    }
  }

  /**
   * The reply was for another question, or somebody has copied an entry: neither is for us. If it
   * is a copy, it must not cost each read a connection; if it is not, removing ours costs a miss.
   */
  private void misplaced(Flight<K, V> flight) {
    setup.counters.misplaced.increment();
    setup.faults.warn("an entry of another key was read; the connection is made anew");
    setup.store.distrust("an entry of another key was read");
    setup.store.remove(List.of(flight.name));
    sharing.loadUnstored(List.of(flight));
  }

  private void judgeByTags(
      Flight<K, V> flight, Copies.Ticket<K, V> ticket, Frame.Stored found, long root, Next next) {
    Tags tags = setup.tags;
    if (tags == null) {
      judgeByAge(flight, ticket, found, next);
      return;
    }
    Tags.Standing standing =
        tags.standing(found.stamps(), root, flight.freshness == Freshness.STRICT);
    if (standing == Tags.Standing.UNKNOWN) {
      steps.then(
          flight,
          tags.ask(found.stamps()),
          (valid, error) -> {
            if (valid == null) {
              setup.backendFailed("stamps of tags could not be read", error);
              sharing.loadUnstored(List.of(flight));
            } else if (valid) {
              judgeByAge(flight, ticket, found, next);
            } else {
              outdated(next);
            }
          });
    } else if (standing == Tags.Standing.VALID) {
      judgeByAge(flight, ticket, found, next);
    } else {
      outdated(next);
    }
  }

  /** A tag was invalidated since the value was loaded: as good as not there. */
  private void outdated(Next next) {
    setup.counters.outdatedByTag.increment();
    next.lease(/* refresh= */ true);
  }

  private void judgeByAge(
      Flight<K, V> flight, Copies.Ticket<K, V> ticket, Frame.Stored found, Next next) {
    long now = setup.store.estimatedMillis();
    Verdict verdict = setup.stale.judge(found, now, setup.environment.random()::nextDouble);
    flight.replaces(found, verdict != Verdict.LOAD, ticket.changes());
    switch (verdict) {
      case SERVE -> {
        hit(flight, ticket, found);
        flights.finish(flight, /* stored= */ false);
      }
      case SERVE_AND_REFRESH -> {
        if (now != 0 && found.softExpiry() > now) {
          hit(flight, ticket, found);
        } else {
          fallback.serve(flight, found);
          setup.counters.remoteHits.increment();
        }
        refresh(flight, found, now, next);
      }
      case LOAD_ELSE_SERVE -> {
        if (isBackingOff(found, now) && fallback.serve(flight, found)) {
          setup.counters.remoteHits.increment();
          flights.finish(flight, /* stored= */ false);
        } else {
          fallback.serveAfterSoftTimeout(flight);
          next.lease(/* refresh= */ true);
        }
      }
      case LOAD -> next.lease(/* refresh= */ true);
    }
  }

  private void hit(Flight<K, V> flight, Copies.Ticket<K, V> ticket, Frame.Stored found) {
    setup.counters.remoteHits.increment();
    Answer<V> answer = Answer.ofStored(found.payload());
    copies.keep(flight, ticket, answer, found);
    flight.stamps.complete(found.stamps());
    flight.result.complete(Found.in(RawAnswer.Source.REMOTE, answer));
    setup.events.hit(RawAnswer.Source.REMOTE, flight.key);
  }

  /** Whoever sees that nobody is at it replaces the value; the flight has been answered. */
  private void refresh(Flight<K, V> flight, Frame.Stored found, long now, Next next) {
    boolean underWay = found.leaseId() != null && found.leaseDeadline() > now;
    if (underWay) {
      flights.finish(flight, /* stored= */ false);
    } else {
      setup.counters.refreshes.increment();
      next.lease(/* refresh= */ true);
    }
  }

  private static boolean isBackingOff(Frame.Stored found, long now) {
    return found.failures() > 0 && found.leaseDeadline() > now;
  }
}
