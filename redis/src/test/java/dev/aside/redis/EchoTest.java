package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Time moves when the test moves it, and what is published comes in when the test says so. */
class EchoTest {
  private static final Duration A_LITTLE = Duration.ofMillis(1);

  private final ManualTime time = ManualTime.create();
  private final List<byte[]> published = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private CompletionStage<?> answer = CompletableFuture.completedFuture(1L);
  private boolean wanted = true;
  private final Echo echo =
      new Echo(time, () -> wanted, this::publish, () -> told.add("proven"), told::add);

  @Test
  void heard_inTime_isProvenAndAskedAgainAfterTheInterval() {
    echo.begin();
    assertEquals(1, published.size());

    echo.heard(published.get(0));
    time.advance(Echo.INTERVAL.minus(A_LITTLE));
    assertEquals(1, published.size());
    time.advance(A_LITTLE);

    assertEquals(2, published.size());
    assertEquals(List.of("proven"), told);
  }

  @Test
  void heard_never_isGivenUpOnce() {
    echo.begin();

    time.advance(Echo.PATIENCE.minus(A_LITTLE));
    assertEquals(List.of(), told);
    time.advance(A_LITTLE);
    time.advance(Echo.INTERVAL.multipliedBy(3));

    assertEquals(List.of(Echo.NOT_PROVEN), told);
  }

  @Test
  void heard_somethingElse_provesNothing() {
    echo.begin();

    echo.heard(new byte[] {'x'});
    time.advance(Echo.PATIENCE);

    assertEquals(List.of(Echo.NOT_PROVEN), told);
  }

  @Test
  void publish_fails_isNotHeldAgainstTheConnection() {
    answer = CompletableFuture.failedFuture(new IllegalStateException("no connection for writes"));
    echo.begin();

    time.advance(Echo.PATIENCE.multipliedBy(3));

    assertEquals(List.of(), told);
    assertTrue(published.size() >= 2, "and tried again");
  }

  @Test
  void begin_nobodyListens_publishesNothingUntilSomebodyDoes() {
    wanted = false;
    echo.begin();
    time.advance(Echo.INTERVAL.multipliedBy(3));
    assertEquals(0, published.size());

    wanted = true;
    time.advance(Echo.INTERVAL);

    assertEquals(1, published.size());
  }

  @Test
  void end_connectionIsGone_nothingMoreIsDone() {
    echo.begin();

    echo.end();
    time.advance(Echo.PATIENCE.multipliedBy(3));

    assertEquals(List.of(), told);
    assertEquals(1, published.size());
  }

  private CompletionStage<?> publish(byte[] payload) {
    published.add(payload);
    return answer;
  }
}
