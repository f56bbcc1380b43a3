package dev.aside.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Steps on the caller's own thread, so that nothing here depends on when threads run. */
final class LaneTest {
  private final List<String> done = new ArrayList<>();
  private final Lane lane = new Lane(Runnable::run);

  private CompletionStage<?> does(String name) {
    done.add(name);
    return CompletableFuture.completedStage(null);
  }

  @Test
  void steps_oneIsUnderWay_othersWaitInOrder() {
    CompletableFuture<String> first = new CompletableFuture<>();
    lane.offer(() -> first, 1);
    lane.offer(() -> does("second"), 1);
    lane.addFirst(List.of(() -> does("a"), () -> does("b")));
    assertEquals(List.of(), done);

    first.complete("over");

    assertEquals(List.of("a", "b", "second"), done);
  }

  @Test
  void steps_oneThrowsOrFails_othersAreDone() {
    lane.offer(
        () -> {
          throw new IllegalStateException("expected by the test");
        },
        1);
    lane.offer(() -> CompletableFuture.failedStage(new IllegalStateException("as well")), 1);
    lane.offer(() -> does("after"), 1);

    assertEquals(List.of("after"), done);
  }

  @Test
  void offer_tooManyOrTooMuchWaits_isRefused() {
    lane.offer(CompletableFuture::new, 0); // never ends
    for (int i = 0; i < Lane.MAX_WAITING; i++) {
      assertTrue(lane.offer(() -> does("frame"), 0), "frame " + i);
    }
    assertFalse(lane.offer(() -> does("one too many"), 0));

    Lane other = new Lane(Runnable::run);
    other.offer(CompletableFuture::new, 0);
    assertTrue(other.offer(() -> does("large"), Lane.MAX_WAITING_BYTES));
    assertFalse(other.offer(() -> does("a byte too much"), 1));
  }
}
