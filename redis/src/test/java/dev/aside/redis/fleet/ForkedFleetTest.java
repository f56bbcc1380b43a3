package dev.aside.redis.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes on one real Redis, each through a proxy that cuts, holds, refuses and loses
 * replies, while they are stopped and killed and the server is paused: each read is judged by the
 * versions of a database, on one clock. {@code -Daside.chaos.seconds=60} for longer.
 */
@Timeout(300)
final class ForkedFleetTest {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("aside.chaos.seconds", 20));

  private static final long LAG_NANOS = Duration.ofSeconds(1).toNanos();

  /** The patience of this test with processes that start and end on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @TempDir Path folder = Path.of("");

  private final Ledger ledger = new Ledger(FleetMember.KEYS);
  private final List<Slot> slots = new ArrayList<>();
  private final Map<Disturbance, Integer> disturbed = new EnumMap<>(Disturbance.class);
  private Oracle oracle;
  private int members;
  private int killedAtCommit;

  ForkedFleetTest() throws IOException {
    oracle = new Oracle(FleetMember.KEYS, redis.port(), ledger);
  }

  /** What goes wrong. */
  private enum Disturbance {
    CUT,
    CUT_IN_A_REPLY,
    REPLIES_HELD,
    REQUESTS_HELD,
    REPLIES_LOST,
    REFUSED,
    STOPPED,
    SERVER_PAUSED,
    KILLED,
    KILLED_AFTER_COMMIT,
    KILLED_IN_WRITE
  }

  /** A place in the fleet: a proxy, and whichever process is there. */
  private final class Slot {
    final int number = slots.size();
    final ChaosProxy proxy = ChaosProxy.to(redis.port());
    int member;
    ForkedJvm jvm = start();

    ForkedJvm start() {
      member = ++members;
      return ForkedJvm.start(
          FleetMember.class,
          folder.resolve("member-" + member),
          List.of(proxy.port(), oracle.port(), member, number));
    }

    void awaitPoint(int point) {
      Await.until(
          "process " + member + " has reached point " + point,
          PATIENCE,
          () -> {
            assertTrue(
                jvm.isAlive() || ledger.reached(member) >= point, () -> "ended: " + jvm.said());
            return ledger.reached(member) >= point;
          });
      assertEquals(point, ledger.reached(member), () -> jvm.said());
    }

    /** SIGKILL; what was on its way is lost, and another process takes its place. */
    void replace() {
      jvm.kill();
      proxy.resetAll();
      proxy.heal();
      jvm = start();
      awaitPoint(FleetMember.RUNNING);
    }

    /** Has it killed between a commit and what it would have done next. */
    void replaceAfter(int request) {
      oracle.doom(member, request, jvm::kill);
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (jvm.isAlive() && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      if (!oracle.pardon(member)) {
        killedAtCommit++;
      }
      replace();
    }
  }

  @AfterEach
  void end() throws IOException {
    for (Slot slot : slots) {
      slot.jvm.close();
      slot.proxy.close();
    }
    oracle.close();
  }

  @Test
  void chaos_readsOfFourProcesses_breakNoPromise() {
    for (int i = 0; i < FleetMember.SLOTS; i++) {
      slots.add(new Slot());
    }
    slots.forEach(slot -> slot.awaitPoint(FleetMember.RUNNING));
    disturb(new Random(42));
    quiet();

    Judge judge = new Judge(LAG_NANOS);
    for (int key = 0; key < FleetMember.KEYS; key++) {
      judge.judge(key, ledger.page(key));
    }
    System.out.printf(
        "%d keys, %d s, %d processes one after the other, %d killed between commit and end; %s%n",
        FleetMember.KEYS, LENGTH.toSeconds(), members, killedAtCommit, disturbed);
    System.out.print(judge.histogram());
    System.out.printf(
        "%d confirmations, %d commits under an intent: %d violations%n",
        ledger.confirmations(), ledger.intentions(), judge.violations().size());
    checkLoads(judge.reads());
    assertEquals(List.of(), judge.violations().stream().limit(10).toList());
    assertTrue(judge.reads() > 0 && ledger.confirmations() > 0 && ledger.intentions() > 0);
  }

  @Test
  void parentIsGone_processEnds() throws IOException {
    Slot slot = new Slot();
    slots.add(slot);
    slot.awaitPoint(FleetMember.RUNNING);

    slot.jvm.abandon();

    assertTrue(slot.jvm.awaitEnd());
  }

  /** Something goes wrong all the time, until the time is over. */
  private void disturb(Random random) {
    Disturbance[] all = Disturbance.values();
    long end = System.nanoTime() + LENGTH.toNanos();
    while (System.nanoTime() - end < 0) {
      Disturbance next = all[random.nextInt(all.length)];
      disturbed.merge(next, 1, Integer::sum);
      Slot slot = slots.get(random.nextInt(slots.size()));
      disturb(slot, next, Duration.ofMillis(50 + random.nextInt(1_450)));
      redis.process().resume();
      slot.proxy.heal();
      park(Duration.ofMillis(random.nextInt(300)));
    }
  }

  private void disturb(Slot slot, Disturbance what, Duration time) {
    switch (what) {
      case CUT -> slot.proxy.resetAll();
      case CUT_IN_A_REPLY -> slot.proxy.cutAfter(Direction.TO_CLIENT, time.toMillis());
      case REPLIES_HELD -> slot.proxy.hold(Direction.TO_CLIENT);
      case REQUESTS_HELD -> slot.proxy.hold(Direction.TO_SERVER);
      case REPLIES_LOST -> {
        slot.proxy.hold(Direction.TO_CLIENT);
        park(time.dividedBy(10));
        slot.proxy.resetAll();
        slot.proxy.heal();
        return;
      }
      case REFUSED -> {
        slot.proxy.refuse(true);
        slot.proxy.resetAll();
      }
      case STOPPED -> slot.jvm.stopFor(time);
      case SERVER_PAUSED -> {
        redis.process().pause();
        time = time.dividedBy(2);
      }
      case KILLED -> slot.replace();
      case KILLED_AFTER_COMMIT -> slot.replaceAfter(Oracle.COMMIT);
      case KILLED_IN_WRITE -> slot.replaceAfter(Oracle.COMMIT_IN_WRITE);
    }
    if (what.compareTo(Disturbance.KILLED) < 0) {
      park(time);
    }
  }

  private static void park(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** All stop writing; what nobody has promised goes; then each finds the database's values. */
  private void quiet() {
    slots.forEach(slot -> slot.jvm.tell("stop"));
    slots.forEach(slot -> slot.awaitPoint(FleetMember.STOPPED));
    try (RespClient client = redis.client()) {
      client.command("FLUSHALL");
    }
    slots.forEach(slot -> slot.jvm.tell("check"));
    slots.forEach(slot -> slot.awaitPoint(FleetMember.CHECKED));
  }

  /**
   * Prints how many loads there were, and checks that they are bounded. In chaos there is more than
   * one for a change: each process loads for itself while it cannot reach the server, and all of
   * them do while a writer that was killed is thought to be at work.
   */
  private void checkLoads(long reads) {
    long loads = 0;
    long commits = 0;
    int most = 0;
    for (int key = 0; key < FleetMember.KEYS; key++) {
      int ofKey = oracle.loads(key);
      int readsOfKey = ledger.page(key).reads.size();
      loads += ofKey;
      most = Math.max(most, ofKey);
      commits += ledger.page(key).commits;
      assertTrue(
          ofKey <= readsOfKey / 2 + 50, "of a key: " + ofKey + " loads, " + readsOfKey + " reads");
    }
    System.out.printf("%d loads for %d commits, at most %d of one key%n", loads, commits, most);
    assertTrue(loads <= reads / 4 + FleetMember.KEYS, "loads: " + loads + ", reads: " + reads);
  }
}
