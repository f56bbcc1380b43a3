package dev.aside.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.aside.spi.Coherence;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The stamps of tags as this process knows them. A stamp is read on the connection that announces
 * changes and counts as long as a copy in L1 would: in the epoch that it was read in, while the
 * barrier is recent, until a change of it is announced. Thread-safe.
 */
final class TagTable {
  /** Tags known at once; at the limit the least useful are asked for again when needed. */
  static final int MAX_KNOWN = 100_000;

  /** The stamp is not known, or not to be trusted now. */
  static final long UNKNOWN = -1;

  /** The tag is being invalidated here: nothing that has it is valid. */
  static final long BLOCKED = -2;

  private final RemoteStore store;
  private final TimeSource time;
  private final long maxLagNanos;
  private final TagNames names;
  private final Cache<Long, Known> known;

  /** Invalidations of a tag by this process that are under way. Guarded by this; read freely. */
  private volatile Map<Long, Integer> blocked = Map.of();

  /** Of tags whose invalidation by this process is yet to be confirmed; set before use. */
  private @Nullable Journal journal;

  /** Announced changes, interruptions and blocks, to tell whether one came during a read. */
  private volatile long changes; // written under this

  /** A stamp and the epoch in which it was read. */
  private record Known(long stamp, long epoch) {}

  TagTable(RemoteStore store, TimeSource time, long maxLagNanos, TagNames names) {
    this.journal = null;
    this.store = store;
    this.time = time;
    this.maxLagNanos = maxLagNanos;
    this.names = names;
    this.known = Caffeine.newBuilder().maximumSize(MAX_KNOWN).executor(Runnable::run).build();
  }

  /** The tags that {@code unconfirmed} holds are being invalidated here too. */
  void heeds(Journal unconfirmed) {
    this.journal = unconfirmed;
  }

  /** The stamp of a tag if it can be trusted now, else {@link #UNKNOWN} or {@link #BLOCKED}. */
  long stamp(long hash) {
    // Barrier first, stamp second: as for copies, see LocalTier.
    Coherence coherence = store.coherence();
    long epoch = coherence.epoch();
    long barrier = coherence.barrierNanos();
    if (isBlocked(hash)) {
      return BLOCKED;
    }
    Known found = known.getIfPresent(hash);
    return (found != null
            && found.epoch() == epoch
            && epoch != 0
            && time.nanoTime() - barrier <= maxLagNanos)
        ? found.stamp()
        : UNKNOWN;
  }

  /**
   * Whether a copy of {@code epoch} with these stamps may be served, by a caller that has sampled
   * the barrier before it took the copy.
   */
  boolean areStill(Stamps stamps, long epoch) {
    for (int i = 0; i < stamps.size(); i++) {
      Known found = known.getIfPresent(stamps.hash(i));
      if (found == null
          || found.epoch() != epoch
          || found.stamp() != stamps.stamp(i)
          || isBlocked(stamps.hash(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isBlocked(long hash) {
    Map<Long, Integer> now = blocked;
    Journal unconfirmed = journal;
    return (!now.isEmpty() && now.containsKey(hash))
        || (unconfirmed != null && unconfirmed.size() > 0 && unconfirmed.holds(names.of(hash)));
  }

  byte[] nameOf(long hash) {
    return names.of(hash);
  }

  /**
   * What is known when a read of stamps is sent. What is read of a tag that is being invalidated
   * here may be from before, even if the answer comes when the invalidation is long confirmed.
   */
  record Ticket(long epoch, long changes, Set<Long> blocked) {}

  Ticket ticket(long... hashes) {
    long epoch = store.coherence().epoch();
    long before = changes;
    Set<Long> now = Set.of();
    for (long hash : hashes) {
      if (isBlocked(hash)) {
        now = new HashSet<>(now);
        now.add(hash);
      }
    }
    return new Ticket(epoch, before, now);
  }

  /** Takes in a stamp that was read, unless something has come in between. */
  synchronized void learn(Ticket ticket, long hash, long stamp) {
    if (ticket.epoch() != 0
        && ticket.epoch() == store.coherence().epoch()
        && ticket.changes() == changes
        && !ticket.blocked().contains(hash)
        && !isBlocked(hash)) {
      known.put(hash, new Known(stamp, ticket.epoch()));
    }
  }

  /**
   * The stamps at the server, all of one moment no earlier than this call; a tag that has none gets
   * one. {@link #UNKNOWN} stands for one that was lost in between, {@link #BLOCKED} for one that is
   * being invalidated here.
   */
  CompletionStage<long[]> fetch(long[] hashes) {
    List<byte[]> keys = new ArrayList<>(hashes.length);
    for (long hash : hashes) {
      keys.add(names.of(hash));
    }
    return read(hashes, keys)
        .thenCompose(
            stamps -> {
              List<byte[]> missing = missing(stamps, keys);
              return missing.isEmpty()
                  ? CompletableFuture.completedFuture(stamps)
                  : store.touch(missing).thenCompose(made -> read(hashes, keys));
            });
  }

  /** An entry together with the stamp of the root, from one moment no earlier than this call. */
  record WithRoot(byte @Nullable [] entry, long root) {}

  CompletionStage<WithRoot> fetchRootWith(byte[] name) {
    Ticket ticket = ticket(TagNames.ROOT);
    return store
        .getAll(List.of(name, names.of(TagNames.ROOT)))
        .thenApply(stored -> new WithRoot(stored.get(0), root(ticket, stored.get(1))));
  }

  /** Takes in the root's stamp that was read so; {@link #UNKNOWN} if it has none. */
  long root(Ticket ticket, byte @Nullable [] stored) {
    return taken(ticket, TagNames.ROOT, stored);
  }

  /** Takes in a stamp that was read so; {@link #BLOCKED} if it may be from before. */
  private long taken(Ticket ticket, long hash, byte @Nullable [] stored) {
    if (ticket.blocked().contains(hash)) {
      return BLOCKED;
    }
    long stamp = parse(stored);
    if (stamp != UNKNOWN) {
      learn(ticket, hash, stamp);
    }
    return stamp;
  }

  private CompletionStage<long[]> read(long[] hashes, List<byte[]> keys) {
    Ticket ticket = ticket(hashes);
    return store
        .getAll(keys)
        .thenApply(
            stored -> {
              long[] stamps = new long[hashes.length];
              for (int i = 0; i < hashes.length; i++) {
                stamps[i] = taken(ticket, hashes[i], stored.get(i));
              }
              return stamps;
            });
  }

  private static List<byte[]> missing(long[] stamps, List<byte[]> keys) {
    List<byte[]> missing = new ArrayList<>();
    for (int i = 0; i < stamps.length; i++) {
      if (stamps[i] == UNKNOWN) {
        missing.add(keys.get(i));
      }
    }
    return missing;
  }

  /** The stamp that is stored so; {@link #UNKNOWN} if none is. */
  static long parse(byte @Nullable [] stored) {
    try {
      return (stored == null)
          ? UNKNOWN
          : Long.parseLong(new String(stored, StandardCharsets.US_ASCII));
    } catch (NumberFormatException notOurs) {
      return UNKNOWN;
    }
  }

  /** The tag was changed by somebody. */
  synchronized void changed(long hash) {
    changes++;
    known.invalidate(hash);
  }

  /** The epoch has ended: nothing that is known here is announced any more. */
  synchronized void interrupted() {
    changes++;
    known.invalidateAll();
  }

  /** This process begins to invalidate the tags. */
  void block(long[] hashes) {
    count(hashes, 1);
  }

  /** An invalidation of the tags by this process was confirmed. */
  void unblock(long[] hashes) {
    count(hashes, -1);
  }

  private synchronized void count(long[] hashes, int by) {
    changes++;
    Map<Long, Integer> next = new HashMap<>(blocked);
    for (long hash : hashes) {
      known.invalidate(hash);
      next.merge(hash, by, (old, more) -> (old + more == 0) ? null : old + more);
    }
    blocked = next;
  }
}
