package dev.aside.cache;

import dev.aside.spi.Fill;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tells the user's listener, if there is one, without ever waiting for it. Thread-safe. */
final class Events<K> {
  private final @Nullable CacheListener<? super K> listener;
  private final Executor executor;
  private final FaultLog faults;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  private Events(@Nullable CacheListener<? super K> listener, Executor executor, FaultLog faults) {
    this.listener = listener;
    this.executor = executor;
    this.faults = faults;
  }

  static <K> Events<K> to(
      @Nullable CacheListener<? super K> listener, Executor executor, FaultLog faults) {
    return new Events<>(listener, executor, faults);
  }

  /** On the caller's thread. */
  void localHit(K key) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      tell(() -> told.hit(RawAnswer.Source.LOCAL, key));
    }
  }

  void hit(RawAnswer.Source level, K key) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      add(() -> told.hit(level, key));
    }
  }

  void staleServed(K key) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      add(() -> told.staleServed(key));
    }
  }

  void loaded(int keys, Duration took, @Nullable Throwable failure) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      add(() -> told.loaded(keys, took, failure));
    }
  }

  void refused(K key, Fill.Outcome why) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      String word = why.name().toLowerCase(Locale.ROOT).replace("refused_", "");
      add(() -> told.refused(key, word));
    }
  }

  void degraded(String what, Throwable cause) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      add(() -> told.degraded(what, cause));
    }
  }

  void recovered() {
    CacheListener<? super K> told = listener;
    if (told != null) {
      add(told::recovered);
    }
  }

  void invalidated(int count) {
    CacheListener<? super K> told = listener;
    if (told != null) {
      add(() -> told.invalidated(count));
    }
  }

  /** One thread at a time empties the queue: whoever finds it empty begins. */
  private void add(Runnable event) {
    int before = size.getAndIncrement();
    if (before >= CacheListener.MAX_WAITING) {
      size.decrementAndGet();
      return;
    }
    waiting.add(event);
    if (before == 0) {
      try {
        executor.execute(this::tellAll);
      } catch (RejectedExecutionException e) { // closing: nobody listens any more
        waiting.clear();
        size.set(0);
      }
    }
  }

  private void tellAll() {
    int left = 1;
    while (left > 0) { // whoever has counted and is just about to add is waited for
      int told = 0;
      for (Runnable event = waiting.poll(); event != null; event = waiting.poll()) {
        tell(event);
        told++;
      }
      left = size.addAndGet(-told);
    }
  }

  private void tell(Runnable event) {
    try {
      event.run();
    } catch (Throwable e) { // theirs, whatever it is: the cache goes on, and tells the others
      faults.warnOfCodec("a listener failed", e);
    }
  }
}
