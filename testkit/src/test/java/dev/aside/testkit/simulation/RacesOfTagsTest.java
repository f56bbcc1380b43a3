package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static dev.aside.testkit.simulation.Mutant.SIMULATION;

import dev.aside.cache.CacheBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.This;
import org.junit.jupiter.api.Test;

/** Races of tags: rows 18 to 20 of the table in docs/design/consistency.md. */
final class RacesOfTagsTest {
  private static final String TAG = "tag";
  private static final String SCRIPTS = SIMULATION + "TagScripts";

  /** A race in which every value has a tag. */
  abstract static class TagRace extends Race {
    @Override
    CacheBuilder<String, String> settings(CacheBuilder<String, String> builder) {
      return builder.tags((row, value) -> Set.of(TAG));
    }

    final void writeByTag(Peer peer) {
      database.commit(ROW);
      peer.cache.invalidateTag(TAG);
    }

    /** Where the stamp of the tag is stored; the cache has two tags of its own. */
    final String keyOfTag() {
      return server.keys().stream()
          .filter(key -> key.startsWith("aside:tag:"))
          .filter(key -> !key.matches(".*:0{15}[01]"))
          .findFirst()
          .orElseThrow();
    }
  }

  // 18: the tag is invalidated while a loader runs

  static final class InvalidatedDuringTheLoad extends TagRace {
    @Override
    void happen() {
      Peer.SlowLoad old = one.loading();
      writeByTag(two);
      old.finish();

      expect("what is read then", 2, three.strict());
    }
  }

  @Test
  void race18_invalidatedDuringTheLoad_holds() throws Exception {
    Race.holds(new InvalidatedDuringTheLoad());
  }

  @Test
  void race18_stampsFromBeforeTheLoadOff_isCaught() throws Exception {
    Mutant.of()
        .advised(CACHE + "Tags", "stamps/3", NoChangeSince.class)
        .isCaughtBy(InvalidatedDuringTheLoad.class);
  }

  /** Advice: no tag has changed since the load began, as it is not looked at. */
  public static final class NoChangeSince {
    private NoChangeSince() {}

    @Advice.OnMethodEnter
    static void enter(
        @Advice.Argument(0) Object birth,
        @Advice.Argument(1) long[] hashes,
        @Advice.Argument(2) long[] now) {
      now[hashes.length] = (long) Inside.field(birth, "pulse");
    }
  }

  // 19: the stamp of a tag is evicted and made anew

  static final class StampEvicted extends TagRace {
    @Override
    void happen() {
      one.read();
      advance(LAG);
      writeByTag(two);
      server.evict(keyOfTag());

      expect("what is read then", 2, three.strict());
    }
  }

  @Test
  void race19_stampEvicted_holds() throws Exception {
    Race.holds(new StampEvicted());
  }

  @Test
  void race19_stampsByTheClockOff_isCaught() throws Exception {
    Mutant.of()
        .returning(SCRIPTS, "first", 1L)
        .doing(SCRIPTS, "next", Counted.class)
        .isCaughtBy(StampEvicted.class);
  }

  /** Stamps are counted from 1. */
  public static final class Counted {
    private Counted() {}

    /** In place of the method. */
    public static long run(@Argument(0) Long before) {
      return (before == null) ? 1 : before + 1;
    }
  }

  // 20: an invalidation of the tag comes twice, the second time after a later one

  static final class BumpComesTwice extends TagRace {
    @Override
    void happen() {
      one.read();
      advance(LAG);
      two.process.writes().duplicateNext("bump " + keyOfTag(), Duration.ofSeconds(3));
      writeByTag(two);
      one.read(); // is stored with the stamp of now
      advance(LAG);
      writeByTag(three);
      advance(Duration.ofSeconds(4));

      expect("what is read then", 3, three.strict());
    }
  }

  @Test
  void race20_bumpComesTwice_holds() throws Exception {
    Race.holds(new BumpComesTwice());
  }

  @Test
  void race20_forwardOnlyOff_isCaught() throws Exception {
    Mutant.of()
        .doing(SIMULATION + "SimulatedStore", "bump", StampOfTheClients.class)
        .isCaughtBy(BumpComesTwice.class);
  }

  /** The client makes the new stamp, and the server stores it. */
  public static final class StampOfTheClients {
    private StampOfTheClients() {}

    /** In place of the method. */
    public static CompletionStage<List<Long>> run(
        @This Object store, @Argument(0) List<byte[]> tags) {
      long stamp = System.nanoTime();
      return ((Exchange) Inside.field(store, "exchange"))
          .writeEach("bump", tags, (node, tag) -> node.tags.keep(tag, stamp));
    }
  }
}
