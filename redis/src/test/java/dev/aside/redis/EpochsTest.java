package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.aside.spi.Coherence;
import dev.aside.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpochsTest {
  private static final Duration LAG = Duration.ofMillis(400);

  private final ManualTime time = ManualTime.create();
  private final Epochs epochs = new Epochs(time);
  private final List<String> told = new ArrayList<>();
  private final WarningLog log = WarningLog.of(Epochs.class);

  /** Writes down what it is told and which epoch it is at that moment. */
  private final class Recorder implements Coherence.Listener {
    @Override
    public void changed(byte[] key) {
      told.add("changed in " + epochs.epoch());
    }

    @Override
    public void interrupted() {
      told.add("interrupted in " + epochs.epoch());
    }
  }

  @BeforeEach
  void setUp() {
    log.start();
    epochs.onChange(new Recorder());
  }

  @AfterEach
  void tearDown() {
    log.stop();
  }

  @Test
  void epoch_beforeTheFirst_isZero() {
    assertEquals(0, epochs.epoch());
    epochs.renew();
    epochs.end();
    assertEquals(0, epochs.epoch());
    assertEquals(List.of(), told);
  }

  @Test
  void begin_twice_isOneEpoch() {
    epochs.begin();
    epochs.begin();
    assertEquals(1, epochs.epoch());
  }

  @Test
  void end_thenBegin_isAnotherAndInterruptionIsToldInBetween() {
    epochs.begin();
    epochs.end();
    epochs.end();
    assertEquals(List.of("interrupted in 0"), told);

    epochs.begin();

    assertEquals(2, epochs.epoch());
    assertEquals(List.of("interrupted in 0"), told);
  }

  @Test
  void renew_isAnotherAndInterruptionIsToldInBetween() {
    epochs.begin();

    epochs.renew();

    assertEquals(2, epochs.epoch());
    assertEquals(List.of("interrupted in 0"), told);
  }

  @Test
  void begin_byAListenerThatIsBeingTold_waitsUntilAllAreTold() {
    epochs.onChange(
        new Coherence.Listener() {
          @Override
          public void changed(byte[] key) {}

          @Override
          public void interrupted() {
            epochs.begin();
          }
        });
    epochs.onChange(new Recorder());
    epochs.begin();

    epochs.end();

    assertEquals(List.of("interrupted in 0", "interrupted in 0"), told);
    assertEquals(2, epochs.epoch());
  }

  @Test
  void changed_oneListenerFails_othersHearOfItAndAllOfTheInterruption() {
    epochs.onChange(
        key -> {
          throw new IllegalStateException("a fault of the listener");
        });
    epochs.onChange(new Recorder());
    epochs.begin();

    epochs.changed(new byte[0]);
    epochs.changed(new byte[0]);

    assertEquals(3, epochs.epoch());
    assertEquals(
        List.of(
            "changed in 1",
            "interrupted in 0",
            "interrupted in 0",
            "changed in 2",
            "changed in 2",
            "interrupted in 0",
            "interrupted in 0",
            "changed in 3"),
        told);
    assertEquals(1, log.warnings().size(), "the same fault warns once");
  }

  @Test
  void passed_olderQuestion_doesNotMoveTheBarrierBack() {
    time.advance(Duration.ofMinutes(1)); // our number wraps around
    long first = time.nanoTime();
    epochs.passed(first);
    epochs.passed(first - 1_000);
    assertEquals(first, epochs.barrierNanos());

    epochs.passed(first + 1);
    assertEquals(first + 1, epochs.barrierNanos());
  }

  @Test
  void keepWithin_shortestCountsAndIsToldOnce() {
    List<Long> lags = new ArrayList<>();
    epochs.whenShortened(() -> lags.add(epochs.lagNanos()));

    epochs.keepWithin(LAG);
    epochs.keepWithin(LAG);
    epochs.keepWithin(Duration.ofSeconds(1));
    epochs.keepWithin(LAG.dividedBy(2));

    assertEquals(List.of(LAG.toNanos(), LAG.dividedBy(2).toNanos()), lags);
  }

  @Test
  void distrusted_noEpoch_countsAllOfTheTime() {
    assertDistrusted(Duration.ZERO);
    time.advance(Duration.ofSeconds(5));
    assertDistrusted(Duration.ofSeconds(5));

    begin();
    assertDistrusted(Duration.ofSeconds(5));
    time.advance(LAG);
    assertDistrusted(Duration.ofSeconds(5));

    epochs.end();
    time.advance(Duration.ofSeconds(20));
    assertDistrusted(Duration.ofSeconds(25));
    begin();
    assertDistrusted(Duration.ofSeconds(25));
  }

  @Test
  void distrusted_barrierLate_countsWhatIsBeyondTheLag() {
    begin();
    time.advance(LAG.plusMillis(30));
    assertDistrusted(Duration.ofMillis(30));

    epochs.passed(time.nanoTime());
    assertDistrusted(Duration.ofMillis(30));
    time.advance(LAG);
    assertDistrusted(Duration.ofMillis(30));
    time.advance(Duration.ofMillis(7));
    assertDistrusted(Duration.ofMillis(37));
  }

  @Test
  void distrusted_answerThatWasLongUnderWay_countsFromItsQuestion() {
    begin();
    long asked = time.nanoTime();
    time.advance(LAG.plusMillis(100));
    epochs.passed(asked); // the barrier is as old as the question
    time.advance(Duration.ofMillis(50));
    assertDistrusted(Duration.ofMillis(150));
  }

  @Test
  void distrusted_lateBarrierAndThenNoEpoch_countsNothingTwice() {
    begin();
    time.advance(LAG.plusMillis(100));
    epochs.end();
    time.advance(Duration.ofMillis(100));
    begin();
    assertDistrusted(Duration.ofMillis(200));
  }

  @Test
  void distrusted_nobodyAskedForALag_isOnlyTheTimeWithoutEpoch() {
    time.advance(Duration.ofMillis(3));
    epochs.begin();
    time.advance(Duration.ofDays(1));
    assertDistrusted(Duration.ofMillis(3));
    assertNotEquals(0, epochs.epoch());
  }

  private void begin() {
    epochs.keepWithin(LAG);
    epochs.passed(time.nanoTime());
    epochs.begin();
  }

  private void assertDistrusted(Duration expected) {
    assertEquals(expected, Duration.ofNanos(epochs.distrustedNanos()));
  }
}
