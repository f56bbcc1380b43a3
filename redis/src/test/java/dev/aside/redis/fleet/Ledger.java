package dev.aside.redis.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the processes of a fleet have reported, by key: reads, and what they are to be judged by.
 * All times are those of one monotonic clock. Thread-safe.
 */
final class Ledger implements Oracle.Observer {
  // Kinds of reports.
  static final int READ = 'r';
  static final int READ_STRICT = 's';

  /** The server has confirmed that what is older than this version is gone. */
  static final int CONFIRMED = 'c';

  /** An invalidation has returned, well or not: the process that called it knows. */
  static final int RETURNED = 'o';

  /** The process has reached a point that the test waits for; the key says which. */
  static final int REACHED = 'p';

  private final Page[] pages;
  private final Map<Integer, Integer> reached = new ConcurrentHashMap<>();
  private final AtomicInteger confirmations = new AtomicInteger();

  /** From a time on, nobody who is concerned may see less than a version. */
  record Floor(long nanos, int version) {}

  /** One key. Guarded by itself. */
  static final class Page {
    final Reads reads = new Reads();
    final List<Floor> confirmed = new ArrayList<>();
    final List<Floor> intended = new ArrayList<>();
    final Map<Integer, List<Floor>> returned = new TreeMap<>(); // by process
    int commits;
  }

  Ledger(int keys) {
    pages = new Page[keys];
    for (int key = 0; key < keys; key++) {
      pages[key] = new Page();
    }
  }

  Page page(int key) {
    return pages[key];
  }

  int confirmations() {
    return confirmations.get();
  }

  @Override
  public void reported(int member, int kind, int key, int version, long nanos) {
    if (kind == REACHED) {
      reached.put(member, key);
      return;
    }
    Page page = pages[key];
    synchronized (page) {
      switch (kind) {
        case CONFIRMED -> {
          confirmations.incrementAndGet();
          page.confirmed.add(new Floor(nanos, version));
        }
        case RETURNED ->
            page.returned
                .computeIfAbsent(member, first -> new ArrayList<>())
                .add(new Floor(nanos, version));
        default -> page.reads.add(nanos, version, member, kind == READ_STRICT);
      }
    }
  }

  @Override
  public void committed(int key) {
    synchronized (pages[key]) {
      pages[key].commits++;
    }
  }

  @Override
  public void intended(int key, int version, long nanos) {
    synchronized (pages[key]) {
      pages[key].intended.add(new Floor(nanos, version));
    }
  }

  /** How many writes had their intent on record when they committed. */
  int intentions() {
    return Arrays.stream(pages).mapToInt(page -> page.intended.size()).sum();
  }

  /** The last point that {@code member} has reached; 0: none. */
  int reached(int member) {
    return reached.getOrDefault(member, 0);
  }
}
