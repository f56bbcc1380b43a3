package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aside.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerClockTest {
  private final ManualTime time = ManualTime.create();
  private final ServerClock clock = new ServerClock(time);

  @Test
  void millis_noAnswerYet_isZero() {
    time.advance(Duration.ofSeconds(1));
    assertEquals(0, clock.millis());
  }

  @Test
  void millis_afterAnswer_goesOnWithOurClock() {
    answered("1700000000", "123456");
    assertEquals(1_700_000_000_123L, clock.millis());

    time.advance(Duration.ofSeconds(30)); // our number wraps around meanwhile
    assertEquals(1_700_000_030_123L, clock.millis());
  }

  @Test
  void millis_serversClockSetBack_followsIt() {
    answered("1700000000", "0");
    answered("1600000000", "0");
    assertEquals(1_600_000_000_000L, clock.millis());
  }

  private void answered(String seconds, String micros) {
    clock.answered(
        List.of(
            seconds.getBytes(StandardCharsets.US_ASCII),
            micros.getBytes(StandardCharsets.US_ASCII)));
  }
}
