package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aside.cache.AsideCache;
import dev.aside.cache.ContextLoader;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values that say themselves whether they are good enough for a reader. */
final class AcceptableTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AtomicInteger loads = new AtomicInteger();
  private final ContextLoader<String, String> counting =
      (key, context) -> "v" + loads.incrementAndGet();

  @Test
  void get_acceptable_isServedByBothLevelsWithoutALoad() {
    assertEquals("v1", p.settle(p.cache().async().get("42", counting, value -> true)));
    assertEquals("v1", p.settle(p.cache().async().get("42", counting, value -> true)));
    assertEquals("v1", q.settle(q.cache().async().get("42", counting, value -> true)));
    assertEquals(1, loads.get());
  }

  @Test
  void get_notAcceptable_isLoadedAnewAndReplacesTheValueEverywhere() {
    p.settle(p.cache().async().get("42", counting, value -> true));
    q.settle(q.cache().async().get("42", counting, value -> true));

    String second =
        p.settle(
            p.cache()
                .async()
                .get(
                    "42",
                    (key, context) -> context.staleValue() + "+" + loads.incrementAndGet(),
                    value -> !value.equals("v1")));

    assertEquals("v1+2", second);
    fleet.time.advance(Duration.ofMillis(10));
    assertEquals("v1+2", q.settle(q.cache().async().get("42", counting, value -> true)));
  }

  @Test
  void get_nothingIsEverAcceptable_returnsWhatWasLoadedForIt() {
    for (int i = 1; i <= 5; i++) {
      assertEquals(
          "v" + i, p.settle(p.cache().async().get("42", counting, value -> false)), "call " + i);
    }
  }

  @Test
  void get_notStored_leavesTheValueThatWasRefused() {
    p.settle(p.cache().async().get("42", counting, value -> true));

    String other =
        p.settle(
            p.cache()
                .async()
                .get(
                    "42",
                    (key, context) -> {
                      context.doNotStore();
                      return "for one";
                    },
                    value -> false));

    assertEquals("for one", other);
    assertEquals("v1", q.settle(q.cache().async().get("42", counting, value -> true)));
  }

  @Test
  void get_loadedEarlierAndStillBeingStored_isJudgedToo() {
    CompletionStage<String> first = p.cache().async().get("42", counting, value -> true);
    CompletionStage<String> second =
        first.thenCompose(v -> p.cache().async().get("42", counting, value -> !value.equals("v1")));

    assertEquals("v2", p.settle(second));
    assertEquals("v1", p.settle(first));
  }

  @Test
  void get_rememberedAbsence_isAnAnswer() {
    AsideCache<String, String> cache = p.cache();
    assertNull(p.settle(cache.async().get("42", (key, c) -> c.absent(Duration.ofSeconds(9)))));
    assertNull(p.settle(cache.async().get("42", counting, value -> false)));
    assertNull(q.settle(q.cache().async().get("42", counting, value -> false)));
    assertEquals(0, loads.get());
  }

  @Test
  void get_manyWhoRefuseTheSameValue_shareOneLoad() {
    p.settle(p.cache().async().get("42", counting, value -> true));
    CompletionStage<String> first = p.cache().async().get("42", counting, v -> !v.equals("v1"));
    CompletionStage<String> other = p.cache().async().get("42", counting, v -> !v.equals("v1"));

    assertEquals("v2", p.settle(first));
    assertEquals("v2", p.settle(other));
    assertEquals(2, loads.get());
  }
}
