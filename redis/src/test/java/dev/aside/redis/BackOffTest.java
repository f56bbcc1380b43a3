package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff(new Random(1));

  @Test
  void next_again_isFromHalfToAllOfTwiceAsMuchUpToTheLongest() {
    Duration limit = BackOff.FIRST;
    for (int i = 0; i < 20; i++) {
      assertBetween(limit.dividedBy(2), limit, backOff.next());
      limit = limit.multipliedBy(2);
      limit = (limit.compareTo(BackOff.LONGEST) > 0) ? BackOff.LONGEST : limit;
    }
  }

  @Test
  void next_afterReset_isShortAgain() {
    for (int i = 0; i < 10; i++) {
      backOff.next();
    }

    backOff.reset();

    assertBetween(BackOff.FIRST.dividedBy(2), BackOff.FIRST, backOff.next());
  }

  @Test
  void next_manyProcesses_comeBackAtDifferentTimes() {
    Set<Duration> waits = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      waits.add(new BackOff(new Random(seed)).next());
    }
    assertTrue(waits.size() > 90);
  }

  private static void assertBetween(Duration least, Duration most, Duration actual) {
    assertTrue(actual.compareTo(least) >= 0 && actual.compareTo(most) <= 0, actual.toString());
  }
}
