package dev.aside.cache;

import dev.aside.Codec;
import dev.aside.memory.MemoryBackendProvider;
import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import dev.aside.spi.MessageLog;
import dev.aside.spi.RemoteStore;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One process with a cache over two levels, in a race with others: the versions of its database are
 * small numbers, loaders run on the caller's thread, time stands still, and announcements arrive
 * when the test says so. One place for what the races know of the engine. Thread-safe.
 */
final class World {
  static final int NOTHING = -1;

  /** How announcements of what happens to the server's entries come in. */
  enum Announcements {
    /** On the thread that made the change, right after it. */
    AT_ONCE,
    /** Not before the race is over. */
    HELD
  }

  private static final RandomGenerator RANDOM = new AtomicInteger()::incrementAndGet;
  private static final Codec<Integer> ONE_BYTE = new OneByte();

  /** A key that no race is about: reading it once makes known what is known for long. */
  private static final int OTHER_KEY = 99;

  final HandMovedCoherence coherence = new HandMovedCoherence(StillTime.NOW);
  private final Backend memory;
  private final RemoteStore server;
  private final AtomicInteger readsSent = new AtomicInteger();
  private final AsideCache<Integer, Integer> cache;
  private volatile int database;
  private volatile boolean holding;
  private volatile boolean readingWhileRemoving;
  private volatile @Nullable Runnable heldAnswer;

  World(Announcements announcements) {
    Backend memory =
        new MemoryBackendProvider()
            .open(
                BackendConfig.of(
                    "memory:",
                    null,
                    "stress",
                    "",
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    StillTime.INSTANCE,
                    RANDOM));
    this.memory = memory;
    server = memory.store();
    if (announcements == Announcements.AT_ONCE) {
      server.coherence().onChange(coherence::announce);
    }
    cache =
        Caches.over(
                new Connected(memory, throughUs(server)),
                new Environment(StillTime.INSTANCE, RANDOM, Runnable::run),
                "")
            .builder("v", Integer.class, ONE_BYTE)
            .loader(key -> database)
            .build();
    cache.get(OTHER_KEY);
    cache.get(OTHER_KEY); // the stamps of its tags have just been made, and are now read
  }

  /** The name under which {@code key} is stored. */
  static byte[] name(int key) {
    return ("v:" + key).getBytes(StandardCharsets.US_ASCII);
  }

  /** Puts version 0 of key 1 where the other processes find it, not into this one. */
  World withOldValueAtTheServer() {
    Caches.over(memory, new Environment(StillTime.INSTANCE, RANDOM, Runnable::run), "")
        .builder("v", Integer.class, ONE_BYTE)
        .noLocal()
        .loader(key -> 0)
        .build()
        .get(1);
    return this;
  }

  /** The version of key 1 that a caller of now gets. */
  int get() {
    Integer version = cache.get(1);
    return (version == null) ? NOTHING : version;
  }

  /** The version of key 1 that this process would serve without asking. */
  int copy() {
    long before = cache.stats().localHits();
    Integer version = cache.peek(1);
    return (version == null || cache.stats().localHits() == before) ? NOTHING : version;
  }

  /** Commits version 1. */
  void commit() {
    database = 1;
  }

  /** This process invalidates key 1. */
  void invalidate() {
    cache.invalidate(1);
  }

  /** Another process invalidates key 1. */
  void invalidateElsewhere() {
    server.remove(List.of(name(1)));
  }

  /** From now on what the server answers to reads is on its way, until {@link #answer}. */
  void holdAnswers() {
    holding = true;
  }

  /** Lets the next invalidation by this process meet a read that the server has answered before. */
  void readWhileRemoving() {
    readingWhileRemoving = true;
  }

  /** Begins a read of {@code key}; whether it sent a read of its own. */
  boolean begin(int key) {
    int before = readsSent.get();
    cache.async().get(key);
    return readsSent.get() != before;
  }

  /** The held answer to the last read arrives, after that has been sent; no more are held. */
  void answer() {
    Runnable answer = heldAnswer;
    while (answer == null) {
      Thread.onSpinWait();
      answer = heldAnswer;
    }
    holding = false;
    answer.run();
  }

  /** The server, with its announcements and answers under the test's control. */
  private RemoteStore throughUs(RemoteStore target) {
    return (RemoteStore)
        Proxy.newProxyInstance(
            World.class.getClassLoader(),
            new Class<?>[] {RemoteStore.class},
            (proxy, method, arguments) -> {
              String name = method.getName();
              if (name.equals("coherence")) {
                return coherence;
              }
              if (name.equals("remove") && readingWhileRemoving) {
                readingWhileRemoving = false;
                holding = true;
                begin(1);
                holding = false;
              }
              Object answer = method.invoke(target, arguments);
              boolean isRead = name.equals("get") || name.equals("getAll");
              return isRead ? read(answer) : answer;
            });
  }

  /** Counts a read and holds its answer, if answers are held. */
  @SuppressWarnings("unchecked") // what reads return
  private Object read(Object answer) {
    readsSent.incrementAndGet();
    if (!holding) {
      return answer;
    }
    Object found = ((CompletionStage<Object>) answer).toCompletableFuture().join();
    CompletableFuture<Object> later = new CompletableFuture<>();
    heldAnswer = () -> later.complete(found);
    return later;
  }

  /** A backend with a store of its own, which is always there. */
  private record Connected(Backend memory, RemoteStore store) implements Backend {
    @Override
    public Broker broker() {
      return memory.broker();
    }

    @Override
    public MessageLog log() {
      return memory.log();
    }

    @Override
    public List<String> troubles() {
      return List.of();
    }

    @Override
    public List<String> limitations() {
      return List.of();
    }

    @Override
    public void onResurrection(Runnable task) {
      // It has no disk.
    }

    @Override
    public void onRecovery(Recovered task) {
      task.run(/* again= */ false);
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  /** Small numbers as one byte: quick, for there are millions. */
  private static final class OneByte implements Codec<Integer> {
    @Override
    public byte[] encode(Integer value) {
      return new byte[] {value.byteValue()};
    }

    @Override
    public Integer decode(byte[] bytes) {
      return (int) bytes[0];
    }
  }
}
