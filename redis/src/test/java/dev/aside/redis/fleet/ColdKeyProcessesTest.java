package dev.aside.redis.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * C11 with real processes: ten of them with a hundred callers each ask for one cold key, whose load
 * takes 300 ms, at one time, in {@code -Daside.cold.rounds} rounds. {@code -Daside.cold.deaths=10}
 * kills the holder of the lease in as many rounds more.
 */
@Timeout(300)
final class ColdKeyProcessesTest {
  private static final int PROCESSES = 10;
  private static final int ROUNDS = Integer.getInteger("aside.cold.rounds", 10);
  private static final int WARM_UP = ROUNDS * 3 / 2;
  private static final int DEATHS = Integer.getInteger("aside.cold.deaths", 3);

  /**
   * Nobody waits for a time-out. How long the slowest does wait is printed: it is the machine's.
   */
  private static final long MAX_MILLIS = 2_000;

  /** A lease outlasts the load's timeout by this. */
  private static final Duration LEASE = ColdKeyMember.SHORT_TIMEOUT.plus(Duration.ofSeconds(1));

  /** How long waiters may take to see that a lease has ended. */
  private static final Duration NOTICE = Duration.ofSeconds(1);

  /** The patience of this test with processes that start on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @TempDir Path folder = Path.of("");

  private final Observed observed = new Observed();
  private final List<Member> members = new ArrayList<>();
  private final Oracle oracle;
  private int started;

  ColdKeyProcessesTest() throws IOException {
    oracle = new Oracle(ColdKeyMember.READY, redis.port(), observed);
  }

  /** One process. */
  private final class Member {
    final int number = ++started;
    final ForkedJvm jvm =
        ForkedJvm.start(
            ColdKeyMember.class,
            folder.resolve("member-" + number),
            List.of(redis.port(), oracle.port(), number));

    void awaitPoint(int point) {
      Await.until(
          "process " + number + " has reached point " + point,
          PATIENCE,
          () -> observed.reached(number) == point || !jvm.isAlive());
      assertEquals(point, observed.reached(number), () -> "ended: " + jvm.said());
    }
  }

  /** What the processes have reported. Thread-safe. */
  private static final class Observed implements Oracle.Observer {
    private final Map<Integer, Integer> reached = new ConcurrentHashMap<>();
    private final Map<Integer, Long> slowest = new ConcurrentHashMap<>();
    private final Queue<Load> loads = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Killer killer;

    record Load(int member, int key, long nanos) {}

    /** Kills the first to load. */
    interface Killer {
      void kill(int member);
    }

    int reached(int member) {
      return reached.getOrDefault(member, 0);
    }

    List<Load> loads(int key) {
      return loads.stream().filter(load -> load.key() == key).toList();
    }

    @Override
    public void reported(int member, int kind, int key, int version, long nanos) {
      if (kind == ColdKeyMember.SLOWEST) {
        slowest.merge(key, nanos, Math::max);
      } else {
        reached.put(member, key);
      }
    }

    @Override
    public void loading(int member, int key) {
      loads.add(new Load(member, key, System.nanoTime()));
      Killer next = killer;
      if (next != null) {
        killer = null;
        LockSupport.parkNanos(ColdKeyMember.LOAD.dividedBy(3).toNanos());
        next.kill(member);
      }
    }
  }

  @AfterEach
  void end() throws IOException {
    members.forEach(member -> member.jvm.close());
    oracle.close();
  }

  @Test
  void get_coldKeyInTenProcesses_isLoadedOnceAndSoon() throws Exception {
    start();
    for (int number = 1; number <= WARM_UP; number++) {
      round(number, /* hasty= */ false); // the JVMs are cold too, so only the loads count
    }
    for (int number = WARM_UP + 1; number <= WARM_UP + ROUNDS; number++) {
      long slowest = round(number, /* hasty= */ false);
      System.out.printf(
          "round %d: 1 load of %d ms; the slowest of %d callers took %d ms%n",
          number - WARM_UP,
          ColdKeyMember.LOAD.toMillis(),
          PROCESSES * ColdKeyMember.CALLERS,
          slowest);
      assertTrue(slowest < MAX_MILLIS, "slowest: " + slowest + " ms");
    }
  }

  @Test
  void get_holderIsKilled_nextLoadsWithinTheLease() throws Exception {
    start();
    for (int i = 0; i < DEATHS; i++) {
      int number = 100 + i;
      long[] killed = new long[1];
      observed.killer =
          member -> {
            jvm(member).kill();
            killed[0] = System.nanoTime();
          };
      begin(number, /* hasty= */ true);
      Await.until(
          "the holder is dead", PATIENCE, () -> members.stream().anyMatch(m -> !m.jvm.isAlive()));
      members.removeIf(member -> !member.jvm.isAlive());
      members.forEach(member -> member.awaitPoint(number));
      List<Observed.Load> loads = observed.loads(number);
      assertEquals(2, loads.size(), () -> "loads: " + loads);
      long takeOver = millis(loads.get(1).nanos() - killed[0]);
      System.out.printf(
          "holder killed: the next began to load after %d ms, of a lease of %d ms%n",
          takeOver, LEASE.toMillis());
      assertTrue(takeOver < LEASE.toMillis() + NOTICE.toMillis(), "after ms: " + takeOver);
      members.add(ready());
    }
  }

  private void start() {
    for (int i = 0; i < PROCESSES; i++) {
      members.add(new Member());
    }
    members.forEach(member -> member.awaitPoint(ColdKeyMember.READY));
  }

  private Member ready() {
    Member member = new Member();
    member.awaitPoint(ColdKeyMember.READY);
    return member;
  }

  private ForkedJvm jvm(int member) {
    return members.stream().filter(m -> m.number == member).findFirst().orElseThrow().jvm;
  }

  /** Milliseconds of the slowest caller of a round with one load. */
  private long round(int number, boolean hasty) {
    begin(number, hasty);
    members.forEach(member -> member.awaitPoint(number));
    assertEquals(1, oracle.loads(number), "loads");
    return millis(observed.slowest.get(number));
  }

  private void begin(int number, boolean hasty) {
    long start = System.nanoTime() + Duration.ofMillis(100).toNanos();
    members.forEach(member -> member.jvm.tell(number + " " + start + " " + hasty));
  }

  private static long millis(@Nullable Long nanos) {
    return (nanos == null) ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
