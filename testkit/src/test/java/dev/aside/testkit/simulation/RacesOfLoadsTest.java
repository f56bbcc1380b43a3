package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static dev.aside.testkit.simulation.Mutant.SIMULATION;

import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Invalidation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;

/** Races of loads: rows 1 to 5, 15, 23 and 27 of the table in docs/design/consistency.md. */
final class RacesOfLoadsTest {
  private static final String SCRIPTS = SIMULATION + "EntryScripts";

  // 1: a fill after the invalidation that its load did not see

  static final class FillAfterInvalidation extends Race {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      two.write();
      old.finish();

      expect("what is read then", 2, three.read());
    }
  }

  @Test
  void race01_fillAfterInvalidation_holds() throws Exception {
    Race.holds(new FillAfterInvalidation());
  }

  @Test
  void race01_fenceOff_isCaught() throws Exception {
    Mutant.of()
        .returning(SCRIPTS, "isGone", false)
        .returning(SCRIPTS, "isLost", false)
        .isCaughtBy(FillAfterInvalidation.class);
  }

  // 2: another lease stands where ours was

  static final class FillOverAnothersLease extends Race {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      two.write();
      Peer.SlowLoad fresh = two.loading();
      old.finish();

      expect("what is read while another loads", 2, three.strict());
      fresh.release();
    }
  }

  @Test
  void race02_fillOverAnothersLease_holds() throws Exception {
    Race.holds(new FillOverAnothersLease());
  }

  @Test
  void race02_leaseIdOff_isCaught() throws Exception {
    Mutant.of().returning(SCRIPTS, "isLost", false).isCaughtBy(FillOverAnothersLease.class);
  }

  // 3: the holder of the lease stops for a minute

  static final class HolderStops extends Race {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      one.process.pause(Duration.ofSeconds(60));
      old.release();
      advance(Duration.ofSeconds(30)); // the lease is over
      two.write();
      two.read();
      advance(Duration.ofSeconds(40));

      expect("what is read when it goes on", 2, three.strict());
    }
  }

  @Test
  void race03_holderStopsForAMinute_holds() throws Exception {
    Race.holds(new HolderStops());
  }

  @Test
  void race03_leaseIdOff_isCaught() throws Exception {
    Mutant.of().returning(SCRIPTS, "isLost", false).isCaughtBy(HolderStops.class);
  }

  // 4: the placeholder is evicted during the load, so that nothing is there to be invalidated

  static final class PlaceholderEvicted extends Race {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      server.evict(KEY);
      two.write();

      expect("what the caller gets", 1, old.finish());
      expect("what is read then", 2, three.read());
    }
  }

  @Test
  void race04_placeholderEvicted_holds() throws Exception {
    Race.holds(new PlaceholderEvicted());
  }

  @Test
  void race04_absenceRefusesOff_isCaught() throws Exception {
    Mutant.of().returning(SCRIPTS, "isGone", false).isCaughtBy(PlaceholderEvicted.class);
  }

  // 5: a proxy sends the request for the lease twice, the second time after the invalidation

  static final class LeaseDuplicated extends Race {
    @Override
    void happen() {
      one.process.writes().duplicateNext("lease", Duration.ofSeconds(1));
      Peer.SlowLoad old = one.loading();
      advance(Duration.ofMillis(500));
      two.write();
      advance(Duration.ofSeconds(1));
      old.finish();

      expect("what is read then", 2, three.strict());
    }
  }

  @Test
  void race05_leaseDuplicated_holds() throws Exception {
    Race.holds(new LeaseDuplicated());
  }

  @Test
  void race05_serverStampOff_isCaught() throws Exception {
    Mutant.of().returning(SCRIPTS, "stamp", 0L).isCaughtBy(LeaseDuplicated.class);
  }

  // 15: joining a load from before an invalidation that has returned

  static final class JoinAfterOwnInvalidation extends Race {
    @Override
    void happen() {
      two.read();
      advance(LAG);
      one.process.reads().stallReplies(Duration.ofMillis(300)); // it has yet to hear of anything
      CompletableFuture<Long> old = one.reading();
      advance(Duration.ofMillis(60)); // the value is on its way
      one.write();
      CompletableFuture<Long> next = one.reading();
      simulation.await(old);

      expect("what the writer reads then", 2, simulation.await(next));
    }
  }

  static final class JoinAfterAnothersInvalidation extends Race {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      two.write();
      advance(LAG);
      CompletableFuture<Long> next = one.reading();
      old.finish();

      expect("what another process reads then", 2, simulation.await(next));
    }
  }

  @Test
  void race15_joinAfterInvalidation_holds() throws Exception {
    Race.holds(new JoinAfterOwnInvalidation());
    Race.holds(new JoinAfterAnothersInvalidation());
  }

  @Test
  void race15_deadFlightsOff_isCaught() throws Exception {
    Mutant.of().doingNothing(CACHE + "Flights", "kill").isCaughtBy(JoinAfterOwnInvalidation.class);
  }

  @Test
  void race15_unverifiedFlightsOff_isCaught() throws Exception {
    Mutant.of()
        .returning(CACHE + "Flight", "changes", 0)
        .isCaughtBy(JoinAfterAnothersInvalidation.class);
  }

  // 23: a loader that looks at an old snapshot

  static final class OldSnapshot extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.version(Peer::version).staleWhileRevalidate(Duration.ofMinutes(1));
    }

    @Override
    void happen() {
      two.write();
      two.read();
      two.cache.invalidate(ROW, Invalidation.SOFT);
      one.cache.get(ROW, row -> "1"); // is served the stale value, and loads from its snapshot
      advance(Duration.ofSeconds(2));

      byte[] stored = server.get(KEY);
      expect("a value stays", stored != null);
      expect("what is read while somebody else loads", 2, three.read());
    }
  }

  @Test
  void race23_loaderInAnOldSnapshot_holds() throws Exception {
    Race.holds(new OldSnapshot());
  }

  @Test
  void race23_versionFloorOff_isCaught() throws Exception {
    Mutant.of().returning(SCRIPTS, "isOlder", false).isCaughtBy(OldSnapshot.class);
  }

  static final class LaggingDatabase extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.holdOff(Duration.ofSeconds(5));
    }

    @Override
    void happen() {
      two.write();
      one.cache.get(ROW, row -> "1"); // from a replica of the database that lags behind
      advance(Duration.ofSeconds(6));

      expect("what is read when the replica has caught up", 2, three.read());
    }
  }

  @Test
  void race23_loaderOnALaggingReplica_holds() throws Exception {
    Race.holds(new LaggingDatabase());
  }

  @Test
  void race23_holdOffOff_isCaught() throws Exception {
    Mutant.of()
        .doing(SIMULATION + "WriteScripts", "holdOff", RacesOfWritesTest.JustRemoved.class)
        .isCaughtBy(LaggingDatabase.class);
  }

  // 27: who refreshes a stale value dies

  static final class RefreshingHolderDies extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.ttl(Duration.ofSeconds(1)).staleWhileRevalidate(Duration.ofMinutes(5));
    }

    @Override
    void happen() {
      two.read();
      advance(Duration.ofSeconds(2)); // its freshness is over
      one.loading(); // is served, and refreshes, and never comes to an end
      one.process.crash();
      database.commit(ROW); // nobody invalidates: the time-to-live is for that
      advance(Duration.ofSeconds(15));
      two.read();
      advance(Duration.ofSeconds(1));

      expect("what is read after the next one has refreshed", 2, three.read());
    }
  }

  @Test
  void race27_refreshingHolderDies_holds() throws Exception {
    Race.holds(new RefreshingHolderDies());
  }

  @Test
  void race27_leaseDeadlineOff_isCaught() throws Exception {
    Mutant.of().advised(SCRIPTS, "leaseNote", Endless.class).isCaughtBy(RefreshingHolderDies.class);
  }

  /** Advice: a lease that never ends. */
  public static final class Endless {
    private Endless() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 1, readOnly = false) long deadlineMillis) {
      deadlineMillis = Math.max(deadlineMillis, Long.MAX_VALUE);
    }
  }
}
