package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static dev.aside.testkit.simulation.Mutant.SIMULATION;

import dev.aside.cache.CacheBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.This;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Races of copies in L1: rows 6 to 9, 21, 24 and 25 of the table in docs/design/consistency.md. */
final class RacesOfCopiesTest {
  private static final String COHERENCE = SIMULATION + "SimulatedCoherence";

  // 6: a reply is handled after the announcement that came behind it

  static final class ReplyHandledAfterAnnouncement extends Race {
    @Override
    void happen() {
      two.read();
      advance(LAG);
      one.process.reads().handleNextLate("get", Duration.ofMillis(300));
      CompletableFuture<Long> late = one.reading();
      advance(Duration.ofMillis(100)); // the value is on its way to the reader
      two.write();
      simulation.await(late);
      advance(LAG);

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race06_replyHandledAfterAnnouncement_holds() throws Exception {
    Race.holds(new ReplyHandledAfterAnnouncement());
  }

  @Test
  void race06_dirtyReadsOff_isCaught() throws Exception {
    Mutant.of()
        .advised(CACHE + "LocalTier", "put", NeverTouched.class)
        .isCaughtBy(ReplyHandledAfterAnnouncement.class);
  }

  /** Advice: nothing has come in between, whatever has. */
  public static final class NeverTouched {
    private NeverTouched() {}

    /** What is said in the place of {@code untouched}. */
    public static BooleanSupplier yes(BooleanSupplier untouched) {
      return () -> untouched != null;
    }

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 7, readOnly = false) BooleanSupplier untouched) {
      untouched = yes(untouched);
    }
  }

  // 7: the connection for reads is away while the key is invalidated

  static final class ChangedWhileDisconnected extends Race {
    @Override
    void happen() {
      one.warm();
      one.process.reads().cut();
      two.write();
      advance(Duration.ofSeconds(5));

      expect("what is read on the next connection", 2, one.read());
    }
  }

  @Test
  void race07_changedWhileDisconnected_holds() throws Exception {
    Race.holds(new ChangedWhileDisconnected());
  }

  @Test
  void race07_epochsOff_isCaught() throws Exception {
    Mutant.of()
        .doingNothing(CACHE + "Engine", "interrupted")
        .isCaughtBy(ChangedWhileDisconnected.class);
  }

  // 8: something is read on a new connection before it is tracked

  static final class ReadBeforeTracking extends Race {
    @Override
    void happen() {
      two.read();
      one.process.reads().cut();
      for (int i = 0; i < 100 && one.cache.stats().localHits() == 0; i++) {
        one.read();
        advance(Duration.ofMillis(5));
      }
      two.write();
      advance(LAG);

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race08_readBeforeTracking_holds() throws Exception {
    Race.holds(new ReadBeforeTracking());
  }

  @Test
  void race08_liveWithoutProofOff_isCaught() throws Exception {
    Mutant.of()
        .doing(COHERENCE, "track", TrackedLater.class)
        .advised(COHERENCE, "up", LiveAtOnce.class)
        .isCaughtBy(ReadBeforeTracking.class);
  }

  /** Tracking is switched on when reads have been under way for a while. */
  public static final class TrackedLater {
    private TrackedLater() {}

    /** In place of the method. */
    public static CompletionStage<?> run(@This Object coherence, @Argument(0) Object connection) {
      ((SimulatedCoherence) coherence)
          .clock()
          .schedule(
              Duration.ofMillis(900),
              () ->
                  ((Wire) connection)
                      .send(
                          "tracking on",
                          (node, session) -> {
                            session.track(/* withoutOwn= */ false);
                            return "OK";
                          }));
      return CompletableFuture.completedFuture("OK");
    }
  }

  /** Advice: an epoch begins with the connection. */
  public static final class LiveAtOnce {
    private LiveAtOnce() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Object coherence) {
      ((SimulatedCoherence) coherence).begin();
    }
  }

  // 9: the entry is evicted to make room for a read of our own

  static final class EvictedByOwnCommand extends Race {
    @Override
    void happen() {
      database.commit("2");
      one.warm();
      server.evictAtNextReadOf(one.process, KEY);
      one.read("2");
      two.write(); // of what is not there: nothing to announce
      advance(LAG);

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race09_evictedByOwnCommand_holds() throws Exception {
    Race.holds(new EvictedByOwnCommand());
  }

  @Test
  void race09_ownChangesOff_isCaught() throws Exception {
    Mutant.of().returning(COHERENCE, "withoutOwn", true).isCaughtBy(EvictedByOwnCommand.class);
  }

  // 21: FLUSHALL

  static final class Flushed extends Race {
    @Override
    void happen() {
      one.warm();
      Peer.SlowLoad old = loadingElsewhere();
      server.flushAll();
      two.write(); // of what is not there: nothing to announce
      old.finish();
      advance(LAG);

      expect("what is read where there was a copy", 2, one.read());
      expect("what is stored", 2, three.strict());
    }

    /** By a process that has found nothing: the entry is gone for a moment. */
    private Peer.SlowLoad loadingElsewhere() {
      one.process.reads().stallReplies(Duration.ofSeconds(1)); // its copy stays
      server.evict(KEY);
      return three.loading();
    }
  }

  @Test
  void race21_flushAll_holds() throws Exception {
    Race.holds(new Flushed());
  }

  static final class FlushedUnderACopy extends Race {
    @Override
    void happen() {
      one.warm();
      server.flushAll();
      two.write();
      advance(LAG);

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race21_nullPushOff_isCaught() throws Exception {
    Mutant.of().doingNothing(COHERENCE, "flushed").isCaughtBy(FlushedUnderACopy.class);
  }

  // 24: the value expires at the server while there is a copy

  static final class ExpiredUnderACopy extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.ttl(Duration.ofSeconds(2));
    }

    @Override
    void happen() {
      one.warm();
      database.commit(ROW); // nobody invalidates: the time-to-live is for that
      advance(Duration.ofSeconds(3));

      expect("what is read after its time", 2, one.read());
    }
  }

  @Test
  void race24_expiredUnderACopy_holds() throws Exception {
    Race.holds(new ExpiredUnderACopy());
  }

  @Test
  void race24_timeToLiveAndExpiryAnnouncementsOff_isCaught() throws Exception {
    Mutant.of()
        .advised(CACHE + "LocalTier", "put", NeverOver.class)
        .doingNothing(SIMULATION + "Keyspace", "expired")
        .isCaughtBy(ExpiredUnderACopy.class);
  }

  @Test
  void race24_expiryAnnouncementsOff_timeToLiveHolds() throws Exception {
    Mutant.of()
        .doingNothing(SIMULATION + "Keyspace", "expired")
        .isSurvivedBy(ExpiredUnderACopy.class);
  }

  /** Advice: a copy may live as long as L1 allows. */
  public static final class NeverOver {
    private NeverOver() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 4, readOnly = false) long ttlNanos) {
      ttlNanos = Math.max(ttlNanos, Long.MAX_VALUE);
    }
  }

  // 25: the barrier is looked at after the copy

  static final class PreemptedBetweenCopyAndBarrier extends Race {
    @Override
    void happen() {
      one.warm();
      one.process.reads().stallReplies(Duration.ofMillis(1_300));
      two.write();
      advance(LAG);
      // Late by now, so that nothing is served; but the thread loses its processor in the middle,
      // and when it goes on it finds that everything has been heard of.
      one.process.preemptNextLook(Duration.ofMillis(400));

      expect("what is read then", 2, one.read());
    }
  }

  @Test
  void race25_preemptedBetweenBarrierAndCopy_holds() throws Exception {
    Race.holds(new PreemptedBetweenCopyAndBarrier());
  }

  @Test
  void race25_barrierFirstOff_isCaught() throws Exception {
    Mutant.of()
        .advised(CACHE + "LocalTier", "get", CopyFirst.class)
        .isCaughtBy(PreemptedBetweenCopyAndBarrier.class);
  }

  /** Advice: takes the copy first, and then asks whether the barrier is recent. */
  public static final class CopyFirst {
    private CopyFirst() {}

    @Advice.OnMethodEnter
    static @Nullable Object enter(
        @Advice.Argument(0) Object key, @Advice.FieldValue("shelf") Object shelf) {
      return Inside.call(shelf, "find", Object.class, key);
    }

    @Advice.OnMethodExit
    static void exit(
        @Advice.Enter @Nullable Object early,
        @Advice.FieldValue("coherence") Object coherence,
        @Advice.FieldValue("time") Object time,
        @Advice.FieldValue("maxLagNanos") long maxLagNanos,
        @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC)
            @Nullable Object served) {
      if (served == null
          && ((dev.aside.spi.TimeSource) time).nanoTime()
                  - ((dev.aside.spi.Coherence) coherence).barrierNanos()
              <= maxLagNanos) {
        served = early;
      }
    }
  }
}
