package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManualTimeTest {
  private final ManualTime time = ManualTime.create();
  private final List<String> log = new ArrayList<>();

  @Test
  void nanoTime_notMoved_standsStill() {
    long before = time.nanoTime();
    assertEquals(before, time.nanoTime());
  }

  @Test
  void nanoTime_movedFar_wrapsAroundAndDifferenceIsRight() {
    long before = time.nanoTime();

    time.advance(Duration.ofMinutes(1));

    assertEquals(Duration.ofMinutes(1).toNanos(), time.nanoTime() - before);
    assertTrue(time.nanoTime() < before, "it has wrapped around");
    assertEquals(Duration.ofMinutes(1), time.elapsed());
  }

  @Test
  void advance_exactlyToDueTime_runsTask() {
    note("task", Duration.ofSeconds(1));

    time.advance(Duration.ofMillis(999));
    assertEquals(List.of(), log);

    time.advance(Duration.ofMillis(1));
    assertEquals(List.of("task"), log);
  }

  @Test
  void advance_manyDue_runsThemInOrder() {
    note("third", Duration.ofSeconds(3));
    note("first", Duration.ofSeconds(1));
    note("second, scheduled earlier", Duration.ofSeconds(2));
    note("second, scheduled later", Duration.ofSeconds(2));

    time.advance(Duration.ofMinutes(1));

    assertEquals(
        List.of("first", "second, scheduled earlier", "second, scheduled later", "third"), log);
  }

  @Test
  void advance_taskRuns_timeIsItsOwn() {
    List<Long> readings = new ArrayList<>();
    long start = time.nanoTime();
    time.schedule(Duration.ofSeconds(7), () -> readings.add(time.nanoTime() - start));

    time.advance(Duration.ofMinutes(1));

    assertEquals(List.of(Duration.ofSeconds(7).toNanos()), readings);
  }

  @Test
  void advance_taskSchedulesTask_itRunsTooIfDue() {
    time.schedule(
        Duration.ofSeconds(1),
        () -> {
          note("due", Duration.ofSeconds(1));
          note("not yet", Duration.ofMinutes(1));
        });

    time.advance(Duration.ofSeconds(2));

    assertEquals(List.of("due"), log);
    assertEquals(1, time.pending());
  }

  @Test
  void advance_byZero_runsWhatIsDueNow() {
    note("now", Duration.ZERO);
    note("long ago", Duration.ofSeconds(-1));

    time.advance(Duration.ZERO);

    assertEquals(List.of("now", "long ago"), log);
  }

  @Test
  void advance_backwards_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> time.advance(Duration.ofNanos(-1)));
  }

  @Test
  void cancel_beforeDue_doesNotRun() {
    TimeSource.Timer timer = time.schedule(Duration.ofSeconds(1), () -> log.add("never"));

    timer.cancel();
    timer.cancel();

    assertEquals(0, time.pending());
    time.advance(Duration.ofMinutes(1));
    assertEquals(List.of(), log);
  }

  @Test
  void advance_manyThreads_runsEachTaskOnceAndAddsUp() throws InterruptedException {
    int threads = 8;
    int steps = 200;
    AtomicInteger runs = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      pool.execute(
          () -> {
            for (int step = 0; step < steps; step++) {
              time.schedule(Duration.ofMillis(1), runs::incrementAndGet);
              time.advance(Duration.ofMillis(1));
            }
          });
    }
    pool.shutdown();
    assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));

    time.advance(Duration.ofMillis(1));

    assertEquals(threads * steps, runs.get());
    assertEquals(Duration.ofMillis(threads * steps + 1), time.elapsed());
  }

  private void note(String what, Duration delay) {
    time.schedule(delay, () -> log.add(what));
  }

  @Test
  void wallMillis_suspended_movesOnAlone() {
    time.advance(Duration.ofSeconds(2));
    assertEquals(2_000, time.wallMillis());
    long nanos = time.nanoTime();

    time.suspend(Duration.ofHours(1));

    assertEquals(nanos, time.nanoTime());
    assertEquals(3_602_000, time.wallMillis());
  }
}
