package dev.aside.testkit.simulation;

import static dev.aside.testkit.simulation.Mutant.CACHE;
import static dev.aside.testkit.simulation.Mutant.SIMULATION;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.BackendException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.This;
import org.junit.jupiter.api.Test;

/** Races of writes: rows 12 to 14, 22 and 28 of the table in docs/design/consistency.md. */
final class RacesOfWritesTest {
  private static final String SCRIPTS = SIMULATION + "WriteScripts";

  /** A write whose transaction commits and returns when it is told to. */
  static final class SlowWrite {
    private final Race race;
    private final CompletableFuture<Boolean> mayCommit = new CompletableFuture<>();
    private final CompletableFuture<Long> committed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> mayReturn = new CompletableFuture<>();
    private final CompletableFuture<Long> written;

    SlowWrite(Race race, Peer writer) {
      this.race = race;
      written =
          writer.process.call(
              () -> writer.cache.write(List.of(Race.ROW), () -> transact(writer.process)));
      race.advance(Duration.ofMillis(300)); // it is noted
    }

    private long transact(SimulatedProcess process) {
      process.await(mayCommit);
      long version = race.database.commit(Race.ROW);
      committed.complete(version);
      process.await(mayReturn);
      return version;
    }

    void commit() {
      mayCommit.complete(true);
      race.simulation.await(committed);
    }

    void end() {
      mayReturn.complete(true);
      race.simulation.await(written);
      race.advance(Duration.ofMillis(300));
    }
  }

  // 12: what is removed before the commit is loaded again before it

  static final class LoadedBeforeTheCommit extends Race {
    @Override
    void happen() {
      one.read();
      SlowWrite write = new SlowWrite(this, two);
      one.read(); // what is there before the commit
      write.commit();
      write.end();

      expect("what is read after it", 2, three.strict());
    }
  }

  @Test
  void race12_loadedBeforeTheCommit_holds() throws Exception {
    Race.holds(new LoadedBeforeTheCommit());
  }

  @Test
  void race12_writeIntentOff_isCaught() throws Exception {
    Mutant.of()
        .doing(SCRIPTS, "beginWrite", JustRemoved.class)
        .doingNothing(SCRIPTS, "endWrite")
        .isCaughtBy(LoadedBeforeTheCommit.class);
  }

  /** Of a script that puts something where an entry was: nothing is put there. */
  public static final class JustRemoved {
    private JustRemoved() {}

    /** In place of the method. */
    public static void run(@This Object scripts, @Argument(0) String key) {
      ((Keyspace) Inside.field(scripts, "data")).unlink(key);
    }
  }

  // 13: the writer dies between commit and invalidation

  static final class WriterDiesAfterTheCommit extends Race {
    @Override
    void happen() {
      one.warm();
      SlowWrite write = new SlowWrite(this, two);
      write.commit();
      two.process.crash();
      advance(LAG);
      expect("what is read while its note stands", 2, one.read());
      advance(Duration.ofSeconds(31));

      expect("what is read when its note is over", 2, three.strict());
    }
  }

  @Test
  void race13_writerDiesAfterTheCommit_holds() throws Exception {
    Race.holds(new WriterDiesAfterTheCommit());
  }

  @Test
  void race13_writeIntentOff_isCaught() throws Exception {
    Mutant.of().doingNothing(SCRIPTS, "beginWrite").isCaughtBy(WriterDiesAfterTheCommit.class);
  }

  // 13, and another process invalidates meanwhile, as it has written too

  static final class AnotherInvalidatesBeforeTheWriterDies extends Race {
    @Override
    void happen() {
      SlowWrite write = new SlowWrite(this, two);
      one.write();
      three.read(); // what is there before the commit
      write.commit();
      two.process.crash();
      advance(Duration.ofSeconds(31));

      expect("what is read when its note is over", 3, three.strict());
    }
  }

  @Test
  void race13_anotherInvalidatesMeanwhile_holds() throws Exception {
    Race.holds(new AnotherInvalidatesBeforeTheWriterDies());
  }

  @Test
  void race13_invalidationsLeaveNotesOff_isCaught() throws Exception {
    Mutant.of()
        .doing(SCRIPTS, "remove", JustRemoved.class)
        .isCaughtBy(AnotherInvalidatesBeforeTheWriterDies.class);
  }

  // 14: two write at once; the first ends, and the second dies after its commit

  static final class FirstOfTwoWritersEnds extends Race {
    @Override
    void happen() {
      SlowWrite first = new SlowWrite(this, one);
      SlowWrite second = new SlowWrite(this, two);
      first.commit();
      first.end();
      three.read();
      second.commit();
      two.process.crash();
      advance(Duration.ofSeconds(31));

      expect("what is read then", 3, three.strict());
    }
  }

  @Test
  void race14_firstOfTwoWritersEnds_holds() throws Exception {
    Race.holds(new FirstOfTwoWritersEnds());
  }

  @Test
  void race14_noteForEachWriterOff_isCaught() throws Exception {
    Mutant.of()
        .doing(SIMULATION + "WriterNotes", "left", NoneLeft.class)
        .isCaughtBy(FirstOfTwoWritersEnds.class);
  }

  /** One marker for all: with one writer, all others are gone. */
  public static final class NoneLeft {
    private NoneLeft() {}

    /** In place of the method. */
    public static List<?> run() {
      return List.of();
    }
  }

  // 22: an invalidation is not confirmed, whether it was executed or not

  static final class InvalidationExecutedButNotConfirmed extends Race {
    @Override
    void happen() {
      one.read();
      two.process.writes().cutAfterNext("remove");
      assertThrows(BackendException.class, two::write);
      expect("what the writer reads meanwhile", 2, two.read());
      advance(Duration.ofSeconds(5));

      expect("it is confirmed", two.cache.stats().pendingInvalidations() == 0);
      expect("what is read then", 2, three.strict());
    }
  }

  static final class InvalidationNotExecuted extends Race {
    @Override
    void happen() {
      one.read();
      two.process.writes().cutBeforeNext("remove");
      assertThrows(BackendException.class, two::write);
      expect("what the writer reads meanwhile", 2, two.read());
      advance(Duration.ofSeconds(5));

      expect("it is confirmed", two.cache.stats().pendingInvalidations() == 0);
      expect("what is read then", 2, three.strict());
    }
  }

  @Test
  void race22_invalidationNotConfirmed_holds() throws Exception {
    Race.holds(new InvalidationExecutedButNotConfirmed());
    Race.holds(new InvalidationNotExecuted());
  }

  @Test
  void race22_journalOff_isCaught() throws Exception {
    Mutant.of().doingNothing(CACHE + "Journal", "add").isCaughtBy(InvalidationNotExecuted.class);
  }

  // 28: two put, and the older one arrives last

  static final class PutsCross extends Race {
    @Override
    void happen() {
      one.process.writes().stallFrom("endWrite", Duration.ofMillis(500));
      CompletableFuture<?> older = putting(one);
      advance(Duration.ofMillis(200)); // its note stands, and its value is on the way
      CompletableFuture<?> newer = putting(two);
      simulation.await(newer);
      advance(Duration.ofSeconds(1));

      expect("the older one is over", older.isDone());
      expect("what is read then", 3, three.strict());
    }

    private CompletableFuture<?> putting(Peer peer) {
      String value = Long.toString(database.commit(ROW));
      return peer.cache.async().put(ROW, value).toCompletableFuture();
    }
  }

  @Test
  void race28_putsCross_holds() throws Exception {
    Race.holds(new PutsCross());
  }

  @Test
  void race28_contentionOff_isCaught() throws Exception {
    Mutant.of().returning(SIMULATION + "WriterNotes", "isAlone", true).isCaughtBy(PutsCross.class);
  }
}
