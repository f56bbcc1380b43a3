package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.Freshness;
import dev.aside.cache.Loader;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three instances on one real Redis, each through a proxy that cuts, holds and refuses, while the
 * server is paused and flushed: each read is judged by the versions of a database, as in the
 * simulation. What the simulation cannot show is shown here: real sockets, threads and clocks.
 */
@Timeout(120)
final class ChaosFleetTest {
  private static final int INSTANCES = 3;
  private static final int KEYS = 50;
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("aside.chaos.seconds", 7));
  private static final long LAG_NANOS = Duration.ofSeconds(1).toNanos();

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final AtomicIntegerArray database = new AtomicIntegerArray(KEYS);
  private final List<Map<Integer, Long>> confirmed = new ArrayList<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private volatile boolean over;

  private final class Instance implements AutoCloseable {
    final ChaosProxy proxy = ChaosProxy.to(redis.port());
    final Aside aside = Aside.connect("redis://127.0.0.1:" + proxy.port());
    final AsideCache<Integer, Integer> cache =
        aside.cache("v", Integer.class, Integer.class).loader(this::load).build();
    final AtomicIntegerArray invalidated = new AtomicIntegerArray(KEYS);

    private Integer load(Integer key) {
      int version = database.get(key);
      LockSupport.parkNanos(Math.floorMod(System.nanoTime(), 2_000_000)); // a database's while
      return version;
    }

    @Override
    public void close() {
      aside.close();
      proxy.close();
    }
  }

  @Test
  void chaos_readsOfThreeInstances_breakNoPromise() throws Exception {
    for (int key = 0; key < KEYS; key++) {
      confirmed.add(new ConcurrentHashMap<>());
    }
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      instances.add(new Instance());
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      Instance instance = instances.get(i);
      long seed = i;
      threads.add(new Thread(() -> work(instance, new Random(seed))));
      threads.add(new Thread(() -> work(instance, new Random(seed + 100))));
    }
    threads.forEach(Thread::start);
    disturb(instances, new Random(42));
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }

    checkQuiet(instances);
    long local = instances.stream().mapToLong(i -> i.cache.stats().localHits()).sum();
    long loads = instances.stream().mapToLong(i -> i.cache.stats().loads()).sum();
    long refused = instances.stream().mapToLong(i -> i.cache.stats().refusedFills()).sum();
    System.out.printf(
        "%d reads (%d local hits), %d writes, %d loads, %d fills refused: %d violations%n",
        reads.sum(), local, writes.sum(), loads, refused, violations.size());
    instances.forEach(Instance::close);
    assertEquals(List.of(), violations.stream().limit(5).toList());
    assertTrue(local > 0 && writes.sum() > 0);
  }

  private void work(Instance instance, Random random) {
    while (!over) {
      int key = random.nextInt(KEYS);
      switch (random.nextInt(20)) {
        case 0 -> write(instance, key);
        case 1 -> transact(instance, key);
        case 2 -> read(instance, key, Freshness.STRICT);
        default -> read(instance, key, Freshness.NORMAL);
      }
    }
  }

  private void read(Instance instance, int key, Freshness freshness) {
    long start = System.nanoTime();
    int floor = instance.invalidated.get(key);
    long horizon = (freshness == Freshness.STRICT) ? start : start - LAG_NANOS;
    for (Map.Entry<Integer, Long> entry : confirmed.get(key).entrySet()) {
      if (entry.getValue() - horizon < 0) {
        floor = Math.max(floor, entry.getKey());
      }
    }
    Loader<Integer, Integer> loader = instance::load;
    Integer version = instance.cache.get(key, loader, freshness);
    reads.increment();
    if (version == null || version < floor) {
      violations.add(
          "%s read of %d returned %s, expected %d or later, after %d us"
              .formatted(freshness, key, version, floor, (System.nanoTime() - start) / 1_000));
    }
  }

  private void write(Instance instance, int key) {
    int version = database.incrementAndGet(key);
    try {
      instance.cache.invalidate(key);
      confirm(instance, key, version);
    } catch (BackendException e) {
      // Not confirmed: then nothing is promised to other instances yet.
    }
  }

  private void transact(Instance instance, int key) {
    try {
      int version = instance.cache.write(List.of(key), () -> database.incrementAndGet(key));
      if (instance.cache.stats().pendingInvalidations() == 0) {
        confirm(instance, key, version);
      }
    } catch (Exception e) {
      violations.add("a write failed: " + e);
    }
  }

  private void confirm(Instance instance, int key, int version) {
    writes.increment();
    instance.invalidated.accumulateAndGet(key, version, Math::max);
    Map<Integer, Long> versions = confirmed.get(key);
    versions.putIfAbsent(version, System.nanoTime());
    versions.keySet().removeIf(older -> older < version - 20);
  }

  /** Something goes wrong all the time, until the time is over. */
  private void disturb(List<Instance> instances, Random random) {
    long end = System.nanoTime() + LENGTH.toNanos();
    while (System.nanoTime() - end < 0) {
      ChaosProxy proxy = instances.get(random.nextInt(INSTANCES)).proxy;
      switch (random.nextInt(7)) {
        case 0, 1 -> proxy.resetAll();
        case 2 -> proxy.hold(Direction.TO_CLIENT);
        case 3 -> proxy.hold(Direction.TO_SERVER);
        case 4 -> proxy.refuse(true);
        case 5 -> redis.process().pause();
        default -> flush();
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(600)).toNanos());
      redis.process().resume();
      proxy.heal();
      proxy.refuse(false);
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(400)).toNanos());
    }
  }

  private void flush() {
    try (var client = redis.client()) {
      client.command("FLUSHALL");
    }
  }

  /** When all is well again every copy is the database's. */
  private void checkQuiet(List<Instance> instances) {
    for (Instance instance : instances) {
      Await.until(
          "all is well",
          () ->
              instance.aside.health().live()
                  && instance.aside.health().coherent()
                  && instance.cache.stats().pendingInvalidations() == 0);
    }
    for (int key = 0; key < KEYS; key++) {
      int k = key;
      instances.get(0).cache.invalidate(key);
      for (Instance instance : instances) {
        Await.until(
            "the copy is the database's",
            () -> Integer.valueOf(database.get(k)).equals(instance.cache.get(k)));
      }
    }
  }
}
