package dev.aside.redis.fleet;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of {@link ColdKeyProcessesTest}: in each round a hundred callers ask for one key at
 * one time, while others only wait as long as a load takes, to see how late this machine wakes
 * them.
 */
final class ColdKeyMember {
  static final int CALLERS = 100;
  static final Duration LOAD = Duration.ofMillis(300);

  /** In rounds in which the holder of the lease dies: the next may load a second after this. */
  static final Duration SHORT_TIMEOUT = Duration.ofMillis(1_500);

  /** Reached when the first round may come; each round is a point of its number. */
  static final int READY = 1_000;

  /** Report: the nanoseconds of the slowest caller of a round. */
  static final int SLOWEST = 'a';

  private final Database database;
  private final Reports reports;
  private final AsideCache<String, Integer> patient;
  private final AsideCache<String, Integer> hasty;
  private final BlockingQueue<Round> rounds = new LinkedBlockingQueue<>();
  private volatile Round round = new Round(0, 0, false);
  private final Phaser beginning = new Phaser(CALLERS + 1);
  private final Phaser end = new Phaser(CALLERS + 1);
  private final long[] took = new long[CALLERS]; // each owned by its thread

  /** The key of the same number, at a time of the clock that all processes share. */
  private record Round(int number, long startNanos, boolean isHasty) {}

  private ColdKeyMember(int redisPort, int oraclePort, int member) throws IOException {
    database = new Database(oraclePort, member);
    reports = new Reports(oraclePort, member);
    Aside aside = Aside.connect("redis://127.0.0.1:" + redisPort);
    patient = aside.cache("patient", Integer.class).build();
    hasty = aside.cache("hasty", Integer.class).loadTimeout(SHORT_TIMEOUT).build();
    patient.get("warm", key -> 1);
  }

  /** Ports of Redis and oracle, and the number of the process. */
  public static void main(String[] arguments) throws Exception {
    ColdKeyMember member =
        new ColdKeyMember(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    ForkedJvm.watchParent(member::told);
    member.run();
  }

  private void told(String line) {
    String[] words = line.split(" ", -1);
    rounds.add(
        new Round(
            Integer.parseInt(words[0]), Long.parseLong(words[1]), Boolean.parseBoolean(words[2])));
  }

  private void run() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int number = i;
      threads.add(new Thread(() -> call(number), "caller-" + i));
    }
    threads.forEach(thread -> thread.setDaemon(true));
    threads.forEach(Thread::start);
    reports.tell(Ledger.REACHED, READY, 0, 0);
    while (true) {
      round = rounds.take();
      beginning.arriveAndAwaitAdvance();
      end.arriveAndAwaitAdvance();
      reports.tell(SLOWEST, round.number(), 0, Arrays.stream(took).max().orElseThrow());
      reports.tell(Ledger.REACHED, round.number(), 0, 0);
    }
  }

  private void call(int number) {
    try {
      while (true) {
        beginning.arriveAndAwaitAdvance();
        Round now = round;
        parkUntil(now.startNanos());
        long start = System.nanoTime();
        get(now);
        took[number] = System.nanoTime() - start;
        end.arriveAndAwaitAdvance();
      }
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // which the test takes for what it is
    }
  }

  private void get(Round now) {
    int key = now.number();
    AsideCache<String, Integer> cache = now.isHasty() ? hasty : patient;
    Integer value = cache.get(Integer.toString(key), text -> load(key));
    if (value == null || value != key) {
      throw new IllegalStateException("value: " + value + " (expected: " + key + ")");
    }
  }

  private Integer load(int key) throws IOException {
    database.ask(Oracle.LOAD, key);
    parkUntil(System.nanoTime() + LOAD.toNanos());
    return key;
  }

  private static void parkUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
