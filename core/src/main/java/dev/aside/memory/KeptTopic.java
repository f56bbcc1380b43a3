package dev.aside.memory;

import dev.aside.spi.MessageLog.Entry;
import dev.aside.spi.MessageLog.Page;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.MessageLog.Retention;
import dev.aside.spi.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The messages of one topic and their numbers. Thread-safe: one operation after the other. */
final class KeptTopic {
  /** What one topic keeps may take this much memory; at the limit its oldest messages go. */
  private static final long MAX_BYTES = 64L << 20;

  /** Keys that are remembered; at the limit the oldest are forgotten. */
  private static final int MAX_ONCE_KEYS = 10_000;

  private record Kept(long offset, byte[] payload, long addedNanos) {}

  private record Once(Place place, long addedNanos) {}

  private final TimeSource time;
  private final Supplier<String> newEpoch;
  private final ArrayDeque<Kept> messages = new ArrayDeque<>();
  private final Map<String, Once> onceKeys = new LinkedHashMap<>();
  private String epoch = ""; // empty: nothing was ever appended
  private String previousEpoch = ""; // the one before
  private long epochStart; // what was the top when the epoch began
  private long top;
  private long bytes;

  KeptTopic(TimeSource time, Supplier<String> newEpoch) {
    this.time = time;
    this.newEpoch = newEpoch;
  }

  /**
   * Appends one message.
   *
   * @param deliver called before the next message can be appended
   */
  synchronized Place append(
      byte[] payload, Retention retention, @Nullable String onceKey, Consumer<Place> deliver) {
    long now = time.nanoTime();
    forgetKeys(now, retention);
    Once before = (onceKey == null) ? null : onceKeys.get(onceKey);
    if (before != null) {
      return before.place();
    }
    if (epoch.isEmpty()) {
      epoch = newEpoch.get();
    }
    top++;
    messages.add(new Kept(top, payload, now));
    bytes += payload.length;
    trim(now, retention);
    Place place = new Place(epoch, top);
    if (onceKey != null) {
      onceKeys.put(onceKey, new Once(place, now));
    }
    deliver.accept(place);
    return place;
  }

  private void forgetKeys(long now, Retention retention) {
    long life = TimeUnit.MILLISECONDS.toNanos(retention.onceMillis());
    Iterator<Once> oldest = onceKeys.values().iterator();
    while (oldest.hasNext()) {
      boolean tooMany = onceKeys.size() >= MAX_ONCE_KEYS;
      if (now - oldest.next().addedNanos() < life && !tooMany) {
        return;
      }
      oldest.remove();
    }
  }

  private void trim(long now, Retention retention) {
    long life = TimeUnit.MILLISECONDS.toNanos(retention.keepMillis());
    Kept oldest = messages.peek();
    while (oldest != null
        && (messages.size() > retention.size()
            || bytes > MAX_BYTES
            || now - oldest.addedNanos() >= life)) {
      messages.remove();
      bytes -= oldest.payload().length;
      oldest = messages.peek();
    }
  }

  /** As {@link #after}, and begins a new epoch if messages up to {@code seen} were lost. */
  synchronized Page check(Place seen, int limit, Retention retention) {
    if (seen.epoch().equals(epoch) && seen.offset() > top) {
      previousEpoch = epoch;
      epoch = newEpoch.get();
      epochStart = top;
    }
    return after(seen, limit, retention);
  }

  synchronized Page after(Place from, int limit, Retention retention) {
    trim(time.nanoTime(), retention);
    long floor = floor(from);
    List<Entry> entries = new ArrayList<>();
    for (Kept kept : messages) {
      if (kept.offset() > floor && entries.size() < limit) {
        entries.add(entry(kept));
      }
    }
    Kept oldest = messages.peek();
    long start = (oldest == null) ? top : Math.max(floor, oldest.offset() - 1);
    boolean known = from.isOldest() || (from.epoch().equals(epoch) && from.offset() <= top);
    return page(start, known && (from.isOldest() || start == from.offset()), entries);
  }

  /** After which offset to look for what comes after {@code from}. */
  private long floor(Place from) {
    if (from.isOldest()) {
      return 0;
    }
    if (from.epoch().equals(epoch)) {
      return Math.min(from.offset(), top);
    }
    return from.epoch().equals(previousEpoch) ? Math.min(from.offset(), epochStart) : epochStart;
  }

  synchronized Page newest(int limit, Retention retention) {
    trim(time.nanoTime(), retention);
    int skip = Math.max(0, messages.size() - limit);
    List<Entry> entries = messages.stream().skip(skip).map(KeptTopic::entry).toList();
    long start = entries.isEmpty() ? top : entries.get(0).offset() - 1;
    return page(start, /* isComplete= */ true, entries);
  }

  private Page page(long start, boolean isComplete, List<Entry> entries) {
    return new Page(new Place(epoch, start), new Place(epoch, top), isComplete, entries);
  }

  private static Entry entry(Kept kept) {
    return new Entry(kept.offset(), kept.payload().clone());
  }
}
