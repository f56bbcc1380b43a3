package dev.aside.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Whether values are still valid by their tags, and which stamps new values get. Every value has
 * the stamp of the cache's own tag, the root, first: that is how {@code clear} takes all of them.
 * Thread-safe.
 */
final class Tags {
  private static final long[] ROOT_ONLY = {TagNames.ROOT};
  private static final long[] BIRTH = {TagNames.ROOT, TagNames.PULSE};

  private final TagTable table;

  Tags(TagTable table) {
    this.table = table;
  }

  /**
   * What was known of tags before a load began.
   *
   * @param root the stamp of the root
   * @param pulse the stamp of the pulse
   */
  record Birth(long root, long pulse) {}

  /** Whether the stamps that are known say that a value is no longer valid, or that it is. */
  enum Standing {
    VALID,
    OUTDATED,
    UNKNOWN
  }

  /**
   * By what is known now, without asking.
   *
   * @param root the stamp of the root if it was read just now, else {@link TagTable#UNKNOWN}
   * @param strict whether what this process knows of other tags is not new enough
   */
  Standing standing(Stamps stamps, long root, boolean strict) {
    if (!hasRoot(stamps)) {
      return Standing.OUTDATED;
    }
    boolean unknown = false;
    for (int i = 0; i < stamps.size(); i++) {
      long known = table.stamp(stamps.hash(i));
      long now =
          (known == TagTable.BLOCKED)
              ? known
              : newest(known, (i == 0) ? root : TagTable.UNKNOWN, strict);
      if (now == TagTable.UNKNOWN) {
        unknown = true;
      } else if (now != stamps.stamp(i)) {
        return Standing.OUTDATED;
      }
    }
    return unknown ? Standing.UNKNOWN : Standing.VALID;
  }

  private static long newest(long known, long read, boolean strict) {
    if (read != TagTable.UNKNOWN) {
      return read;
    }
    return strict ? TagTable.UNKNOWN : known;
  }

  private static boolean hasRoot(Stamps stamps) {
    return !stamps.isEmpty() && stamps.hash(0) == TagNames.ROOT;
  }

  /** Whether a value is valid, by stamps no older than this call. */
  CompletionStage<Boolean> ask(Stamps stamps) {
    if (!hasRoot(stamps)) {
      return CompletableFuture.completedFuture(false);
    }
    long[] hashes = new long[stamps.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = stamps.hash(i);
    }
    return table.fetch(hashes).thenApply(now -> areSame(stamps, now));
  }

  private boolean areSame(Stamps stamps, long[] now) {
    for (int i = 0; i < now.length; i++) {
      if (now[i] != stamps.stamp(i) || table.stamp(stamps.hash(i)) == TagTable.BLOCKED) {
        return false;
      }
    }
    return true;
  }

  /** Whether the root's stamp is known, so that values can be judged without asking for it. */
  boolean knowsRoot() {
    return table.stamp(TagNames.ROOT) >= 0;
  }

  /** What a load that begins now is to know; null if it must be asked for: {@link #askBirth}. */
  @Nullable Birth birth() {
    long root = table.stamp(TagNames.ROOT);
    long pulse = table.stamp(TagNames.PULSE);
    return (root < 0 || pulse < 0) ? null : new Birth(root, pulse);
  }

  /** Completes with null if the root is being invalidated here. */
  CompletionStage<@Nullable Birth> askBirth() {
    return table
        .fetch(BIRTH)
        .thenApply(
            now ->
                (now[0] < 0 || now[1] < 0 || table.stamp(TagNames.ROOT) == TagTable.BLOCKED)
                    ? null
                    : new Birth(now[0], now[1]));
  }

  /**
   * The stamps for a value that was loaded after {@code birth}. Those of its tags must be from
   * before the load, and the tags are known only after it: if the pulse has not changed since, no
   * tag has, so the stamps of now will do. Completes with null if that cannot be said: then the
   * value must not be stored.
   */
  CompletionStage<@Nullable Stamps> stamps(Birth birth, long[] hashes) {
    if (hashes.length == 0) {
      return CompletableFuture.completedFuture(Stamps.of(ROOT_ONLY, new long[] {birth.root()}));
    }
    long[] asked = new long[hashes.length + 1];
    System.arraycopy(hashes, 0, asked, 0, hashes.length);
    asked[hashes.length] = TagNames.PULSE; // last: no tag read before it can be newer
    return table.fetch(asked).thenApply(now -> stamps(birth, hashes, now));
  }

  private @Nullable Stamps stamps(Birth birth, long[] hashes, long[] now) {
    if (now[hashes.length] != birth.pulse()) {
      return null;
    }
    long[] all = new long[hashes.length + 1];
    long[] stamps = new long[hashes.length + 1];
    all[0] = TagNames.ROOT;
    stamps[0] = birth.root();
    for (int i = 0; i < hashes.length; i++) {
      if (now[i] < 0 || table.stamp(hashes[i]) == TagTable.BLOCKED) {
        return null;
      }
      all[i + 1] = hashes[i];
      stamps[i + 1] = now[i];
    }
    return Stamps.of(all, stamps);
  }

  /** The stamps for a value that its caller has just written to the source. */
  CompletionStage<@Nullable Stamps> stampsOfNow(long[] hashes) {
    Birth known = birth();
    CompletionStage<@Nullable Birth> birth =
        (known == null) ? askBirth() : CompletableFuture.completedFuture(known);
    return birth.thenCompose(
        now ->
            (now == null)
                ? CompletableFuture.<@Nullable Stamps>completedFuture(null)
                : stamps(now, hashes));
  }

  TagTable table() {
    return table;
  }

  List<byte[]> keysOf(long[] hashes) {
    List<byte[]> keys = new ArrayList<>(hashes.length);
    for (long hash : hashes) {
      keys.add(table.nameOf(hash));
    }
    return keys;
  }

  /** What to bump for {@code keys}, the pulse first: see {@link #stamps}. */
  List<byte[]> pulseAnd(List<byte[]> keys) {
    List<byte[]> all = new ArrayList<>(keys.size() + 1);
    all.add(table.nameOf(TagNames.PULSE));
    all.addAll(keys);
    return all;
  }
}
