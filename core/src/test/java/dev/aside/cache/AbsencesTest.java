package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AbsencesTest {
  private static final Duration STRETCH = Duration.ofSeconds(5);

  /** A second before the number wraps around. */
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  private final TimeSource time =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return now;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
          throw new UnsupportedOperationException("nothing here waits");
        }
      };

  @Test
  void take_budget_isTheLimitOfOneStretch() {
    Absences absences = new Absences(time, STRETCH, 3);

    assertEquals(3, taken(absences, 10));
    pass(STRETCH.minusNanos(1));
    assertFalse(absences.take(), "the stretch is not over");
    pass(Duration.ofNanos(1));
    assertEquals(3, taken(absences, 10), "a new stretch, over the end of the numbers");
  }

  @Test
  void take_longIdle_budgetIsNotSavedUp() {
    Absences absences = new Absences(time, STRETCH, 3);

    pass(STRETCH.multipliedBy(100));

    assertEquals(3, taken(absences, 10));
  }

  @Test
  void take_newStretch_beginsWithItsFirst() {
    Absences absences = new Absences(time, STRETCH, 1);
    pass(STRETCH.multipliedBy(3).dividedBy(2));

    assertTrue(absences.take());
    pass(STRETCH.minusNanos(1));
    assertFalse(absences.take());
  }

  @Test
  void take_budgetIsZero_isNever() {
    Absences absences = new Absences(time, STRETCH, 0);

    assertFalse(absences.take());
    pass(STRETCH);
    assertFalse(absences.take());
  }

  private void pass(Duration duration) {
    now += duration.toNanos();
  }

  private static int taken(Absences absences, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += absences.take() ? 1 : 0;
    }
    return taken;
  }
}
