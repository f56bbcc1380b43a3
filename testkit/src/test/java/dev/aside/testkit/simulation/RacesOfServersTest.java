package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static dev.aside.testkit.simulation.Mutant.SIMULATION;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.This;
import org.junit.jupiter.api.Test;

/**
 * Races of servers that change places: rows 10, 11, 16, 17 and 26 of the table in
 * docs/design/consistency.md.
 */
final class RacesOfServersTest {
  // 10: a replica takes over that has not heard of the invalidation

  static final class ReplicaHasTheOldValue extends Race {
    @Override
    void happen() {
      one.read();
      advance(LAG);
      server.replicate();
      two.write();
      server.failOver();
      advance(Duration.ofSeconds(5));

      expect("what is read at the new server", 2, three.strict());
    }
  }

  @Test
  void race10_replicaHasTheOldValue_holds() throws Exception {
    Race.holds(new ReplicaHasTheOldValue());
  }

  @Test
  void race10_replayOff_isCaught() throws Exception {
    Mutant.of().doingNothing(CACHE + "Journal", "replay").isCaughtBy(ReplicaHasTheOldValue.class);
  }

  // 11: a replica takes over that has the lease and has not heard of the invalidation

  static final class ReplicaHasTheLease extends Race {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      server.replicate();
      two.write();
      two.process.crash(); // nobody can replay what it knew
      server.failOver();
      advance(Duration.ofSeconds(3));
      old.finish();

      expect("what is read at the new server", 2, three.strict());
    }
  }

  @Test
  void race11_replicaHasTheLease_holds() throws Exception {
    Race.holds(new ReplicaHasTheLease());
  }

  @Test
  void race11_abandonedLeasesOff_isCaught() throws Exception {
    Mutant.of()
        .doing(CACHE + "Loading", "releaseAll", NothingReleased.class)
        .isCaughtBy(ReplicaHasTheLease.class);
  }

  /** Loads under way go on as if nothing had happened. */
  public static final class NothingReleased {
    private NothingReleased() {}

    /** In place of the method. */
    public static CompletableFuture<?> run() {
      return CompletableFuture.completedFuture(true);
    }
  }

  // 16: what is read comes from a replica that lags behind

  static final class ReadFromALaggingReplica extends Race {
    @Override
    void happen() {
      one.warm();
      server.replicate();
      two.write();
      advance(Duration.ofMillis(200)); // it has heard of the change
      one.read();
      advance(LAG);

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race16_replicaLagsBehind_holds() throws Exception {
    Race.holds(new ReadFromALaggingReplica());
  }

  @Test
  void race16_readsFromTheMasterOff_isCaught() throws Exception {
    Mutant.of()
        .doing(SIMULATION + "RedisNode", "readable", LaggingReplica.class)
        .isCaughtBy(ReadFromALaggingReplica.class);
  }

  /** Once there is a replica, it is what is read from. */
  public static final class LaggingReplica {
    private LaggingReplica() {}

    /** In place of the method. */
    @RuntimeType
    public static Object run(@This Object read) {
      RedisNode node = (RedisNode) read;
      Map<String, Keyspace.Value> heard = node.replicated();
      if (heard.isEmpty()) {
        return node.data;
      }
      Keyspace replica = new Keyspace(new VirtualTime(), node.clock::millis, key -> {});
      replica.load(heard);
      return replica;
    }
  }

  // 17: the keys move to another server

  static final class OwnerOfTheKeysChanges extends Race {
    @Override
    void happen() {
      one.warm();
      advance(Duration.ofMillis(1_500));
      server.moveKeys(); // each is announced as removed
      advance(Duration.ofMillis(100));
      one.read();
      two.write();
      advance(LAG);

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race17_ownerOfTheKeysChanges_holds() throws Exception {
    Race.holds(new OwnerOfTheKeysChanges());
  }

  @Test
  void race17_newEpochForANewOwnerOff_isCaught() throws Exception {
    Mutant.of()
        .doingNothing(SIMULATION + "SimulatedLink", "redirected")
        .doingNothing(SIMULATION + "Canary", "checkHeard")
        .isCaughtBy(OwnerOfTheKeysChanges.class);
  }

  // 26: a process stays behind with the old master, on the smaller side of a split

  static final class LeftBehindWithTheOldMaster extends Race {
    @Override
    void happen() {
      one.warm();
      server.replicate();
      server.split(one.process, Duration.ofSeconds(1));
      advance(Duration.ofSeconds(1));
      two.write();
      advance(Duration.ofSeconds(4));

      expect("what is read on the wrong side", 2, one.read());
      server.join();
      advance(Duration.ofSeconds(5));
      expect("what is read when it is over", 2, one.strict());
    }
  }

  @Test
  void race26_leftBehindWithTheOldMaster_holds() throws Exception {
    Race.holds(new LeftBehindWithTheOldMaster());
  }

  @Test
  void race26_refusedCanaryOff_isCaught() throws Exception {
    Mutant.of()
        .doingNothing(SIMULATION + "Canary", "sent")
        .isCaughtBy(LeftBehindWithTheOldMaster.class);
  }
}
