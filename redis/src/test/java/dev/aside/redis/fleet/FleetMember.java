package dev.aside.redis.fleet;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Freshness;
import dev.aside.cache.Loader;
import dev.aside.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of the fleet of {@link ForkedFleetTest}: reads, invalidates, writes and puts at
 * random and reports all of it, until it is told to stop or is killed.
 *
 * <p>How a key is changed is decided by its number: by invalidations, by writes, by either, or by
 * one process that puts, as the order of two puts without versions is nobody's.
 */
final class FleetMember {
  static final int KEYS = 200;
  static final Duration INTENT_TTL = Duration.ofSeconds(5);

  // Points to reach.
  static final int RUNNING = 1;
  static final int STOPPED = 2;
  static final int CHECKED = 3;
  static final int NO_COMMON_CLOCK = 4;

  // How a key is changed.
  private static final int KINDS = 5;
  private static final int BY_PUT = 4;
  private static final int BY_WRITE = 3;
  private static final int BY_EITHER = 2;

  static final int SLOTS = 4;
  private static final int WORKERS = 3;

  /** A put that was not confirmed may still be under way: its key is left alone until it is not. */
  private static final long QUARANTINE_NANOS = Duration.ofSeconds(3).toNanos();

  private final int member;
  private final int slot;
  private final Database database;
  private final Reports reports;
  private final Aside aside;
  private final AsideCache<Integer, Integer> cache;
  private final long[] quarantineEnd = new long[KEYS]; // owned by worker 0, which puts
  private final CountDownLatch checks = new CountDownLatch(1);
  private volatile boolean over;

  private record Version(int key, int version) {}

  private FleetMember(int redisPort, int oraclePort, int member, int slot) throws IOException {
    this.member = member;
    this.slot = slot;
    database = new Database(oraclePort, member);
    reports = new Reports(oraclePort, member);
    aside = Aside.connect("redis://127.0.0.1:" + redisPort);
    cache =
        aside
            .cache(Oracle.CACHE, Integer.class, Integer.class)
            .intentTtl(INTENT_TTL)
            .loader(this::load)
            .build();
  }

  /** Ports of Redis and oracle, number of the process, and its slot. */
  public static void main(String[] arguments) throws Exception {
    int[] numbers = new int[arguments.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    FleetMember member = new FleetMember(numbers[0], numbers[1], numbers[2], numbers[3]);
    ForkedJvm.watchParent(member::told);
    member.run();
  }

  private void told(String line) {
    if (line.equals("stop")) {
      over = true;
    } else {
      checks.countDown();
    }
  }

  private void run() throws Exception {
    if (!database.hasOurClock()) {
      reach(NO_COMMON_CLOCK);
      return;
    }
    long now = System.nanoTime();
    for (int key = 0; key < KEYS; key++) { // whoever had our slot before may have put
      quarantineEnd[key] = now + QUARANTINE_NANOS;
    }
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      int worker = i;
      workers.add(new Thread(() -> work(worker), "worker-" + i));
    }
    workers.forEach(Thread::start);
    reach(RUNNING);
    for (Thread worker : workers) {
      worker.join();
    }
    reach(STOPPED);
    checks.await();
    checkQuiet();
    System.out.println(cache.stats());
    reach(CHECKED);
    new CountDownLatch(1).await(); // until the parent lets go of us
  }

  private void reach(int point) throws IOException {
    reports.tell(Ledger.REACHED, point, 0, 0);
  }

  private Integer load(Integer key) throws IOException {
    int version = (int) database.ask(Oracle.LOAD, key);
    LockSupport.parkNanos(Math.floorMod(System.nanoTime(), 2_000_000)); // a database's while
    return version;
  }

  private void work(int worker) {
    Random random = new Random(31L * member + worker);
    List<Version> owed = new ArrayList<>();
    try {
      while (!over || !owed.isEmpty()) {
        step(worker, random, owed);
        settle(owed);
        LockSupport.parkNanos(200_000);
      }
    } catch (Exception | Error e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // which the test takes for what it is
    }
  }

  private void step(int worker, Random random, List<Version> owed) throws Exception {
    int key = random.nextInt(KEYS);
    int chance = random.nextInt(100);
    if (chance >= 5 || over) {
      read(key, (chance >= 90) ? Freshness.STRICT : Freshness.NORMAL);
    } else if (key % KINDS == BY_PUT) {
      if (worker == 0 && (key / KINDS) % SLOTS == slot) {
        put(key, owed);
      }
    } else if (key % KINDS == BY_WRITE || (key % KINDS == BY_EITHER && random.nextBoolean())) {
      write(key, owed);
    } else {
      invalidate(key, owed);
    }
  }

  private void read(int key, Freshness freshness) throws IOException {
    Loader<Integer, Integer> loader = this::load;
    long start = System.nanoTime();
    Integer version = cache.get(key, loader, freshness);
    reports.read(
        (freshness == Freshness.STRICT) ? Ledger.READ_STRICT : Ledger.READ,
        key,
        (version == null) ? -1 : version,
        start);
  }

  private void invalidate(int key, List<Version> owed) throws IOException {
    int version = (int) database.ask(Oracle.COMMIT, key);
    boolean confirmed = true;
    try {
      cache.invalidate(key);
    } catch (BackendException e) {
      confirmed = false;
    }
    returned(key, version, confirmed, owed);
  }

  private void write(int key, List<Version> owed) throws Exception {
    int version = cache.write(List.of(key), () -> (int) database.ask(Oracle.COMMIT_IN_WRITE, key));
    returned(key, version, isNothingPending(), owed);
  }

  private void put(int key, List<Version> owed) throws IOException {
    if (System.nanoTime() - quarantineEnd[key] < 0) {
      return;
    }
    int version = (int) database.ask(Oracle.COMMIT, key);
    cache.put(key, version);
    boolean confirmed = isNothingPending();
    if (!confirmed) {
      quarantineEnd[key] = System.nanoTime() + QUARANTINE_NANOS;
    }
    returned(key, version, confirmed, owed);
  }

  private boolean isNothingPending() {
    return cache.stats().pendingInvalidations() == 0;
  }

  private void returned(int key, int version, boolean confirmed, List<Version> owed)
      throws IOException {
    long now = System.nanoTime();
    reports.tell(Ledger.RETURNED, key, version, now);
    if (confirmed) {
      reports.tell(Ledger.CONFIRMED, key, version, now);
    } else {
      owed.add(new Version(key, version));
    }
  }

  /** C6: what was not confirmed at first has been, once nothing is pending. */
  private void settle(List<Version> owed) throws IOException {
    if (!owed.isEmpty() && isNothingPending()) {
      long now = System.nanoTime();
      for (Version each : owed) {
        reports.tell(Ledger.CONFIRMED, each.key(), each.version(), now);
      }
      owed.clear();
    }
  }

  /** When all is well again and nobody writes, each value is the database's. */
  private void checkQuiet() {
    Await.until("all is well", () -> aside.health().live() && aside.health().coherent());
    for (int key = 0; key < KEYS; key++) {
      int k = key;
      Await.until(
          "key " + key + " is the database's",
          () -> Objects.equals(cache.get(k), (int) database.ask(Oracle.CURRENT, k)));
    }
  }
}
