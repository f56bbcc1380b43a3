package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SuspensionTest {
  private final ManualTime time = ManualTime.create();
  private final Suspension suspension = new Suspension(time);

  @Test
  void look_timePasses_isNone() {
    for (int i = 0; i < 100; i++) {
      time.advance(Duration.ofSeconds(1)); // our number wraps around
      assertFalse(suspension.look());
    }
  }

  @Test
  void look_wallClockMovedOnAlone_isOneOnce() {
    time.suspend(Suspension.TOLERANCE.plusMillis(1));
    assertTrue(suspension.look());
    assertFalse(suspension.look());
  }

  @Test
  void look_clocksDriftALittle_isNone() {
    for (int i = 0; i < 100; i++) {
      time.suspend(Suspension.TOLERANCE);
      assertFalse(suspension.look());
    }
  }

  @Test
  void look_wallClockSetBack_isNone() {
    time.suspend(Duration.ofHours(-1));
    assertFalse(suspension.look());
    time.suspend(Duration.ofSeconds(1));
    assertTrue(suspension.look());
  }
}
