package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Fill;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told, on which thread, in which order, and what happens at the limit. */
final class EventsTest {
  private static final Logger LOGGER = Logger.getLogger("dev.aside.cache");

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final Recorder recorder = new Recorder();
  private final Events<String> events = events(recorder);
  private final AtomicInteger warnings = new AtomicInteger();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          warnings.incrementAndGet();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Writes down what it hears. */
  private class Recorder implements CacheListener<String> {
    @Override
    public void hit(RawAnswer.Source level, String key) {
      told.add("hit " + level + " " + key);
    }

    @Override
    public void staleServed(String key) {
      told.add("stale " + key);
    }

    @Override
    public void loaded(int keys, Duration took, @Nullable Throwable failure) {
      told.add("loaded " + keys + " " + took + " " + failure);
    }

    @Override
    public void refused(String key, String why) {
      told.add("refused " + key + " " + why);
    }

    @Override
    public void degraded(String what, Throwable cause) {
      told.add("degraded " + what + " " + cause.getMessage());
    }

    @Override
    public void recovered() {
      told.add("recovered");
    }

    @Override
    public void invalidated(int count) {
      told.add("invalidated " + count);
    }
  }

  @BeforeEach
  void listen() {
    LOGGER.addHandler(log);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(log);
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void eachEvent_isToldInItsOrder() {
    events.hit(RawAnswer.Source.REMOTE, "42");
    events.staleServed("42");
    events.loaded(3, Duration.ofMillis(5), null);
    events.loaded(1, Duration.ofMillis(6), new IllegalStateException("theirs"));
    events.degraded("an entry could not be read", new IllegalStateException("away"));
    events.recovered();
    events.invalidated(2);
    assertEquals(List.of(), told, "nothing before the executor's turn");
    assertEquals(1, tasks.size(), "one task tells all of them");

    run();

    assertEquals(
        List.of(
            "hit REMOTE 42",
            "stale 42",
            "loaded 3 PT0.005S null",
            "loaded 1 PT0.006S java.lang.IllegalStateException: theirs",
            "degraded an entry could not be read away",
            "recovered",
            "invalidated 2"),
        told);
  }

  @Test
  void refused_isToldInOneWord() {
    for (Fill.Outcome outcome : Fill.Outcome.values()) {
      if (outcome != Fill.Outcome.STORED) {
        events.refused("42", outcome);
      }
    }
    run();

    assertEquals(
        List.of(
            "refused 42 absent",
            "refused 42 lost",
            "refused 42 older",
            "refused 42 writing",
            "refused 42 contended"),
        told);
  }

  @Test
  void localHit_isToldAtOnceOnTheCallersThread() {
    events.localHit("42");

    assertEquals(List.of("hit LOCAL 42"), told);
    assertTrue(tasks.isEmpty());
  }

  @Test
  void noListener_nothingIsDone() {
    Events<String> nobody = events(null);

    nobody.localHit("42");
    nobody.hit(RawAnswer.Source.REMOTE, "42");
    nobody.staleServed("42");
    nobody.loaded(1, Duration.ZERO, null);
    nobody.refused("42", Fill.Outcome.REFUSED_LOST);
    nobody.degraded("what", new IllegalStateException());
    nobody.recovered();
    nobody.invalidated(1);

    assertTrue(tasks.isEmpty());
  }

  @Test
  void listenerThrows_othersAreToldAndItIsLoggedOnce() {
    Events<String> broken =
        events(
            new Recorder() {
              @Override
              public void staleServed(String key) {
                throw new IllegalStateException("theirs");
              }

              @Override
              public void invalidated(int count) {
                throw new AssertionError("theirs, and worse");
              }

              @Override
              public void hit(RawAnswer.Source level, String key) {
                throw new AssertionError("theirs, on the caller's thread");
              }
            });

    broken.staleServed("42");
    broken.staleServed("43");
    broken.invalidated(1);
    broken.recovered();
    run();
    broken.localHit("42");
    broken.recovered();
    run();

    assertEquals(List.of("recovered", "recovered"), told);
    assertEquals(2, warnings.get(), "once for each kind of exception");
  }

  @Test
  void tooManyWait_furtherOnesAreDroppedAndLaterOnesAreTold() {
    for (int i = 0; i < CacheListener.MAX_WAITING + 5; i++) {
      events.invalidated(i);
    }
    run();
    assertEquals(
        IntStream.range(0, CacheListener.MAX_WAITING).mapToObj(i -> "invalidated " + i).toList(),
        told);

    events.recovered();
    run();
    assertEquals("recovered", told.get(told.size() - 1));
  }

  @Test
  void listenerIsToldMoreWhileItIsTold_hearsOfItInTheSameTask() {
    List<Events<String>> self = new ArrayList<>();
    self.add(
        events(
            new Recorder() {
              @Override
              public void recovered() {
                super.recovered();
                self.get(0).invalidated(7);
              }
            }));

    self.get(0).recovered();
    assertEquals(1, tasks.size());
    run();

    assertEquals(List.of("recovered", "invalidated 7"), told);
  }

  @Test
  void executorRefuses_callerIsNotDisturbed() {
    List<Runnable> refused = new ArrayList<>();
    Events<String> closing =
        Events.to(
            recorder,
            task -> {
              refused.add(task);
              throw new RejectedExecutionException("closing");
            },
            new FaultLog("user"));

    closing.recovered();
    closing.recovered();

    assertEquals(2, refused.size(), "each event tries anew");
    assertEquals(List.of(), told);
  }

  @Test
  void manyThreads_eachEventIsToldOnceAndNeverTwoAtATime() throws Exception {
    int threads = 4;
    int each = CacheListener.MAX_WAITING / threads; // so that none can be dropped
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(threads * each);
    ExecutorService executor = Executors.newCachedThreadPool();
    Events<String> shared =
        Events.to(
            new CacheListener<>() {
              @Override
              public void invalidated(int count) {
                overlaps.addAndGet(inside.getAndIncrement());
                inside.decrementAndGet();
                left.countDown();
              }
            },
            executor,
            new FaultLog("user"));
    for (int t = 0; t < threads; t++) {
      executor.execute(
          () -> {
            for (int i = 0; i < each; i++) {
              shared.invalidated(1);
            }
          });
    }

    assertTrue(left.await(20, TimeUnit.SECONDS), () -> "not told: " + left.getCount());
    executor.shutdown();
    assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS), "the last task ends");
    assertEquals(0, overlaps.get());
  }

  private Events<String> events(@Nullable CacheListener<String> listener) {
    return Events.to(listener, tasks::add, new FaultLog("user"));
  }

  private void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
