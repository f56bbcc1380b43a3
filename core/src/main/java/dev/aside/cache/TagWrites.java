package dev.aside.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Invalidates all values of a tag by moving its stamp: one command, however many values have it.
 * Thread-safe.
 */
final class TagWrites<K, V> {
  private static final long[] ROOT = {TagNames.ROOT};

  private final Setup<K, V> setup;
  private final Flights<K, V> flights;
  private final Writes<K, V> writes;
  private final Journal journal;

  /**
   * @param journal of tags whose invalidation is yet to be confirmed
   */
  TagWrites(Setup<K, V> setup, Flights<K, V> flights, Writes<K, V> writes, Journal journal) {
    this.setup = setup;
    this.flights = flights;
    this.writes = writes;
    this.journal = journal;
  }

  CompletableFuture<@Nullable Void> invalidate(Collection<String> names) {
    return invalidate(tags(), TagNames.hashes(names), names.size() + " tag(s)");
  }

  CompletableFuture<@Nullable Void> clear() {
    return invalidate(tags(), ROOT, "everything");
  }

  private Tags tags() {
    Tags tags = setup.tags;
    if (tags == null) {
      throw new IllegalStateException(
          "layout: PLAIN of cache " + setup.cache + " (expected: FRAMED, for tags and clear)");
    }
    return tags;
  }

  private CompletableFuture<@Nullable Void> invalidate(Tags tags, long[] hashes, String what) {
    setup.counters.tagInvalidations.add(hashes.length);
    setup.events.invalidated(hashes.length);
    tags.table().block(hashes);
    forgetLocally(hashes);
    List<byte[]> keys = tags.keysOf(hashes);
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    setup
        .store
        .bump(tags.pulseAnd(keys))
        .whenComplete(
            (stamps, error) -> {
              if (error != null) {
                setup.backendFailed("an invalidation was not confirmed; it is tried again", error);
                journal.add(keys); // before the block ends, so that no read slips in between
              } else {
                journal.confirmed(keys);
              }
              forgetLocally(hashes);
              tags.table().unblock(hashes);
              if (error == null) {
                result.complete(null);
              } else {
                result.completeExceptionally(writes.notConfirmed(what, error));
              }
            });
    return result;
  }

  /** What could not be kept track of may be anything. */
  void clearUnconfirmed() {
    Tags tags = setup.tags;
    if (tags == null) {
      return;
    }
    byte[] root = tags.table().nameOf(TagNames.ROOT);
    boolean isAwaited = journal.holds(root);
    journal.addAlways(root); // anew: a retry that is under way came too early
    forgetLocally(ROOT);
    if (!isAwaited) {
      journal.retry();
    }
  }

  /**
   * Nobody shares any more what is under way; what it brings has the stamps of before. Copies with
   * the tags are found out by their stamps, those of the root go with the shelf.
   */
  private void forgetLocally(long[] hashes) {
    flights.detachAll();
    for (long hash : hashes) {
      if (hash == TagNames.ROOT && setup.local != null) {
        setup.local.clear();
      }
    }
  }
}
