package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.BackendException;
import dev.aside.cache.CacheBuilder;
import dev.aside.cache.Freshness;
import dev.aside.cache.Invalidation;
import dev.aside.cache.Layout;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;

/**
 * What the simulation has found beyond the table of races, written down as races: seeds change
 * their meaning when the simulation learns something new.
 */
final class FindsTest {
  // A strict read follows the load whose lease it sees: it must get what that brings, not what its
  // own callers were served while it ran, which may be from before an invalidation.

  static final class StrictReadFollowsARefresh extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.ttl(Duration.ofSeconds(1)).staleWhileRevalidate(Duration.ofMinutes(5));
    }

    @Override
    void happen() {
      one.read();
      advance(Duration.ofSeconds(2)); // its freshness is over
      one.process.writes().stallFrom("lease", Duration.ofMillis(400));
      CompletableFuture<Boolean> mayLook = new CompletableFuture<>();
      Peer.SlowLoad refresh = one.loading(mayLook); // is served the stale value at once
      advance(Duration.ofMillis(100));
      two.write();
      advance(Duration.ofMillis(500)); // the lease is granted now, over nothing
      CompletableFuture<Long> strict =
          one.cache
              .async()
              .get(ROW, row -> Long.toString(database.version(row)), Freshness.STRICT)
              .thenApply(Peer::version)
              .toCompletableFuture();
      advance(Duration.ofMillis(100));
      mayLook.complete(true);
      refresh.release();

      expect("what a strict reader gets", 2, simulation.await(strict));
    }
  }

  @Test
  void strictReadFollowsARefresh_getsWhatThatLoads() throws Exception {
    Race.holds(new StrictReadFollowsARefresh());
  }

  @Test
  void strictReadFollowsARefresh_whatIsLoadedOff_isCaught() throws Exception {
    Mutant.of()
        .advised(CACHE + "Sharing", "followHolder", WhatWasServed.class)
        .doing(CACHE + "Sharing", "isValid", AlwaysValid.class)
        .isCaughtBy(StrictReadFollowsARefresh.class);
  }

  /** Advice: what the holder's callers have got is taken for what it loads. */
  public static final class WhatWasServed {
    private WhatWasServed() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(1) Object holder) {
      CompletableFuture<?> served = (CompletableFuture<?>) Inside.field(holder, "result");
      if (served.isDone()) {
        Inside.complete(holder, "loaded", served.join());
        Inside.complete(holder, "stamps", null);
      }
    }
  }

  /** No tag has changed, as nobody looks. */
  public static final class AlwaysValid {
    private AlwaysValid() {}

    /** In place of the method. */
    public static CompletableFuture<Boolean> run() {
      return CompletableFuture.completedFuture(true);
    }
  }

  // A stamp is read while its tag waits to be invalidated, and the answer is handled when that has
  // just been confirmed: it is from before all the same.

  static final class StampReadDuringAnUnconfirmedClear extends Race {
    private static final int TRIES = 12;

    @Override
    void happen() {
      for (int i = 0; i < TRIES; i++) {
        two.read();
        advance(Duration.ofSeconds(3));
        final long version = database.commit(ROW);
        one.process.writes().cutBeforeNext("bump");
        assertThrows(BackendException.class, one.cache::clear);
        one.process.reads().stallReplies(Duration.ofMillis(440)); // until it is confirmed

        expect("what is read meanwhile", version, simulation.await(one.reading()));
        advance(Duration.ofSeconds(3));
      }
    }
  }

  @Test
  void stampReadDuringAnUnconfirmedClear_isNotTrustedAfterIt() throws Exception {
    Race.holds(new StampReadDuringAnUnconfirmedClear());
  }

  @Test
  void stampReadDuringAnUnconfirmedClear_blocksOff_isCaught() throws Exception {
    Mutant.of()
        .doing(CACHE + "TagTable$Ticket", "blocked", NoneBlocked.class)
        .isCaughtBy(StampReadDuringAnUnconfirmedClear.class);
  }

  /** Nothing was being invalidated when the read was sent. */
  public static final class NoneBlocked {
    private NoneBlocked() {}

    /** In place of the method. */
    public static Set<Long> run() {
      return Set.of();
    }
  }

  // Redis is away, and the machine stands still during a load: by the monotonic clock that load has
  // begun just now, and was shared.

  static final class LoadFromBeforeTheMachineStoodStill extends Race {
    @Override
    void happen() {
      one.process.reads().cutBeforeNext("get");
      Peer.SlowLoad load = one.loading();
      one.process.suspend(Duration.ofSeconds(10));
      two.write();
      advance(Duration.ofMillis(10_200));
      one.process.reads().cutBeforeNext("get");
      CompletableFuture<Long> later = one.reading();
      advance(Duration.ofMillis(100));
      load.release();

      expect("what is read after it", 2, simulation.await(later));
    }
  }

  @Test
  void loadFromBeforeTheMachineStoodStill_isNotShared() throws Exception {
    Race.holds(new LoadFromBeforeTheMachineStoodStill());
  }

  @Test
  void loadFromBeforeTheMachineStoodStill_wallClockOff_isCaught() throws Exception {
    Mutant.of()
        .returning(CACHE + "Flight", "wallAgeNanos", 0L)
        .isCaughtBy(LoadFromBeforeTheMachineStoodStill.class);
  }

  // A load goes on although everything was cleared, and peek saw what it brought while that was
  // being stored, however long ago the clearing was.

  static final class PeekAtWhatIsBeingStored extends Race {
    @Override
    void happen() {
      Peer.SlowLoad load = one.loading();
      database.commit(ROW);
      two.cache.clear();
      advance(LAG);
      one.process.writes().stallFrom("fill", Duration.ofMillis(500));
      load.release();
      simulation.await(load.result);

      expect("what is peeked at", 0, Peer.version(one.cache.peek(ROW)));
    }
  }

  @Test
  void peekAtWhatIsBeingStored_isNotFromBefore() throws Exception {
    Race.holds(new PeekAtWhatIsBeingStored());
  }

  @Test
  void peekAtWhatIsBeingStored_ageOff_isCaught() throws Exception {
    Mutant.of()
        .returning(CACHE + "Flight", "ageNanos", 0L)
        .isCaughtBy(PeekAtWhatIsBeingStored.class);
  }

  // Plain values: while a key is being loaded there is nothing under it, and removing nothing is
  // not announced. A load could be joined however long ago its key was invalidated.

  static final class JoinOfAnOldPlainLoad extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.layout(Layout.PLAIN);
    }

    @Override
    void happen() {
      Peer.SlowLoad load = one.loading();
      two.write();
      advance(LAG);
      CompletableFuture<Long> later = one.reading();
      advance(Duration.ofMillis(100));
      load.release();

      expect("what is read then", 2, simulation.await(later));
    }
  }

  @Test
  void joinOfAnOldPlainLoad_isRefused() throws Exception {
    Race.holds(new JoinOfAnOldPlainLoad());
  }

  @Test
  void joinOfAnOldPlainLoad_ageOff_isCaught() throws Exception {
    Mutant.of()
        .returning(CACHE + "CacheAside", "isYoung", true)
        .isCaughtBy(JoinOfAnOldPlainLoad.class);
  }

  // A write is under way, so loads are not stored. One reader comes to share the load of a second
  // before that comes to share the load of a third: what the first brings is as old as that.

  static final class LoadSharedThroughAnother extends Race {
    @Override
    void happen() {
      new RacesOfWritesTest.SlowWrite(this, two);
      Peer.SlowLoad oldest = one.loading();
      three.write();
      advance(Duration.ofMillis(600));
      one.process.reads().handleNextLate("get", Duration.ofMillis(150));
      one.reading(); // comes to share the oldest load when its reply is handled
      advance(Duration.ofMillis(20));
      three.cache.invalidate(ROW);
      one.reading(); // shares with the one before, now
      advance(Duration.ofMillis(600));
      CompletableFuture<Long> later = one.reading();
      advance(Duration.ofMillis(50));
      oldest.release();

      expect("what is read then", 2, simulation.await(later));
    }
  }

  @Test
  void loadSharedThroughAnother_isAsOldAsItIs() throws Exception {
    Race.holds(new LoadSharedThroughAnother());
  }

  @Test
  void loadSharedThroughAnother_ageOfTheSharedOff_isCaught() throws Exception {
    Mutant.of()
        .doingNothing(CACHE + "Flight", "bringsThatOf")
        .isCaughtBy(LoadSharedThroughAnother.class);
  }

  // While an invalidation settles, a replica takes over that has not heard of it, shows the old
  // value to another process, and is then told again, of which that process does not hear in time.

  static final class FailoverWhileItSettles extends Race {
    @Override
    void happen() {
      one.read();
      advance(LAG);
      server.replicate();
      database.commit(ROW);
      CompletableFuture<?> settled =
          two.cache.async().invalidate(ROW, Invalidation.SETTLE).toCompletableFuture();
      advance(Duration.ofMillis(400));
      two.process.writes().stallFrom("remove", Duration.ofMillis(200));
      server.failOver();
      while (!one.process.isCoherent()) {
        advance(Duration.ofMillis(5));
      }
      one.warm();
      one.process.reads().stallReplies(Duration.ofMillis(900));
      simulation.await(settled);

      expect("what is read then", 2, simulation.await(one.reading()));
    }
  }

  @Test
  void failoverWhileItSettles_settlesAnew() throws Exception {
    Race.holds(new FailoverWhileItSettles());
  }

  @Test
  void failoverWhileItSettles_replaysUncounted_isCaught() throws Exception {
    Mutant.of()
        .returning(CACHE + "Journal", "replays", 0L)
        .isCaughtBy(FailoverWhileItSettles.class);
  }

  // A process invalidates before its connection for reads has ever stood, and a replica takes over
  // that has not heard of it: that both connections stand for the first time says nothing.

  static final class FailoverBeforeReadsHaveStood extends Race {
    @Override
    void happen() {
      one.read();
      advance(LAG);
      server.replicate();
      SimulatedProcess young = simulation.restart(two.process);
      young.reads().cutBeforeNextRequest();
      Peer peer = new Peer(simulation, young, this::settings);
      while (!young.writes().isUp()) {
        advance(Duration.ofMillis(1));
      }
      expect("it cannot read yet", !young.reads().isUp());
      peer.write();
      server.failOver();
      advance(Duration.ofSeconds(5));

      expect("what is read at the new server", 2, three.strict());
    }
  }

  @Test
  void failoverBeforeReadsHaveStood_isReplayed() throws Exception {
    Race.holds(new FailoverBeforeReadsHaveStood());
  }

  @Test
  void failoverBeforeReadsHaveStood_replayOff_isCaught() throws Exception {
    Mutant.of()
        .doingNothing(CACHE + "Journal", "replay")
        .isCaughtBy(FailoverBeforeReadsHaveStood.class);
  }
}
