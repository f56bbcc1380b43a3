package dev.aside;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where user code runs: the user's executor, else a virtual thread a task where the JVM has them
 * (21 and later), else a pool of daemon threads. Thread-safe.
 */
final class UserThreads implements Executor, AutoCloseable {
  /** A backstop: loads are limited per cache, listeners use a thread only while they run. */
  private static final int MAX_PLATFORM_THREADS = 4_096;

  private static final long IDLE_SECONDS = 30;
  private static final String NAME = "aside-user-";

  private final Executor executor;
  private final @Nullable ExecutorService owned;

  private UserThreads(Executor executor, @Nullable ExecutorService owned) {
    this.executor = executor;
    this.owned = owned;
  }

  static UserThreads over(@Nullable Executor users) {
    if (users != null) {
      return new UserThreads(users, null);
    }
    ExecutorService own = virtualThreads();
    if (own == null) {
      own = platformThreads();
    }
    return new UserThreads(own, own);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  /** Refuses further tasks; those that run are not disturbed. */
  @Override
  public void close() {
    if (owned != null) {
      owned.shutdown();
    }
  }

  private static ExecutorService platformThreads() {
    AtomicLong number = new AtomicLong();
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task, NAME + number.getAndIncrement());
          thread.setDaemon(true);
          return thread;
        };
    return new ThreadPoolExecutor(
        0, MAX_PLATFORM_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons);
  }

  /**
   * {@code Executors.newThreadPerTaskExecutor}, which Java 17 cannot name; null where it is not.
   */
  private static @Nullable ExecutorService virtualThreads() {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
      Object named =
          lookup
              .findVirtual(
                  builder, "name", MethodType.methodType(builder, String.class, long.class))
              .invoke(
                  lookup
                      .findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual))
                      .invoke(),
                  NAME,
                  0L);
      Object factory =
          lookup
              .findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
              .invoke(named);
      MethodHandle perTask =
          lookup.findStatic(
              Executors.class,
              "newThreadPerTaskExecutor",
              MethodType.methodType(ExecutorService.class, ThreadFactory.class));
      return (ExecutorService) perTask.invoke((ThreadFactory) factory);
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return null; // Java 17 to 20
    } catch (Throwable e) { // MethodHandle.invoke declares no less
      throw new IllegalStateException("Virtual threads are there but cannot be made", e);
    }
  }
}
