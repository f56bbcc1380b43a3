package dev.aside.testkit.simulation;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.RemoteStore;
import dev.aside.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's two connections to the simulated server: R for reads and announcements, W for the
 * rest. Requests and replies take random times, in order on each connection and in no order between
 * them; connections break, stall and come back, and what was under way is executed or not, by
 * chance. The server tracks the keys read on R exactly as Redis does: one announcement, then
 * forgotten.
 */
final class SimulatedLink implements Backend, RemoteStore, Coherence {
  private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);
  private static final Duration HEARTBEAT = Duration.ofMillis(250);
  private static final Duration RECONNECT = Duration.ofMillis(300);

  private final ManualTime time;
  private final Random random;
  private final RemoteStore server;
  private final Connection reads = new Connection();
  private final Connection writes = new Connection();
  private final Set<String> tracked = new HashSet<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Runnable> recoveryTasks = new ArrayList<>();
  private long epochs;
  private long epoch;
  private long barrierNanos;
  private boolean dead;

  SimulatedLink(ManualTime time, Random random, RemoteStore server) {
    this.time = time;
    this.random = random;
    this.server = server;
    server.coherence().onChange(this::changedAtServer);
    reads.up = true;
    writes.up = true;
    track();
    heartbeat();
  }

  /** One TCP connection: ordered both ways, and everything on it is lost with it. */
  private final class Connection {
    boolean up;
    long incarnation;
    long requestsArrive;
    long repliesArrive;
    final Set<CompletableFuture<?>> unanswered = new LinkedHashSet<>(); // in order: seeds replay

    <T extends @Nullable Object> CompletionStage<T> send(Supplier<CompletionStage<T>> operation) {
      CompletableFuture<T> reply = new CompletableFuture<>();
      if (!up || dead) {
        reply.completeExceptionally(new LinkException("not connected"));
        return reply;
      }
      unanswered.add(reply);
      long sentOn = incarnation;
      time.schedule(COMMAND_TIMEOUT, () -> fail(reply, "no answer in time"));
      requestsArrive = Math.max(requestsArrive, now()) + delay();
      at(
          requestsArrive,
          () -> {
            if (sentOn != incarnation && random.nextBoolean()) {
              return; // lost with the connection; else it had reached the server before
            }
            T result = operation.get().toCompletableFuture().join();
            answer(
                sentOn,
                () -> {
                  unanswered.remove(reply);
                  reply.complete(result);
                });
          });
      return reply;
    }

    /** Delivers to the process in order, unless the connection is lost before. */
    void answer(long sentOn, Runnable delivery) {
      repliesArrive = Math.max(repliesArrive, now()) + delay();
      at(
          repliesArrive,
          () -> {
            if (sentOn == incarnation && up && !dead) {
              delivery.run();
            }
          });
    }

    private void fail(CompletableFuture<?> reply, String why) {
      unanswered.remove(reply);
      reply.completeExceptionally(new LinkException(why));
    }

    void cut() {
      up = false;
      incarnation++;
      requestsArrive = 0;
      repliesArrive = 0;
      List<CompletableFuture<?>> lost = List.copyOf(unanswered);
      unanswered.clear();
      lost.forEach(reply -> reply.completeExceptionally(new LinkException("connection lost")));
    }

    void stall(Duration pause) {
      repliesArrive = Math.max(repliesArrive, now()) + pause.toNanos();
    }
  }

  // Faults

  void cutReads() {
    if (reads.up) {
      epoch = 0;
      tracked.clear();
      listeners.forEach(Listener::interrupted);
      reads.cut();
      time.schedule(RECONNECT, this::reconnectReads);
    }
  }

  private void reconnectReads() {
    reads.up = true;
    track();
  }

  /** Tracking is on before the first read; the epoch begins when the server has said so. */
  private void track() {
    reads
        .send(() -> CompletableFuture.completedFuture(true))
        .whenComplete(
            (on, error) -> {
              if (error == null) {
                epoch = ++epochs;
              } else if (reads.up) {
                cutReads();
              }
            });
    ping();
  }

  void cutWrites() {
    if (writes.up) {
      writes.cut();
      time.schedule(
          RECONNECT,
          () -> {
            writes.up = true;
            if (!dead) {
              recoveryTasks.forEach(Runnable::run);
            }
          });
    }
  }

  void stallReads() {
    reads.stall(Duration.ofMillis(random.nextInt(3_000)));
  }

  /** The process is gone: nothing more reaches it or leaves it. */
  void kill() {
    dead = true;
    epoch = 0;
    reads.cut();
    writes.cut();
  }

  /** Whether the server knows of a write of {@code key} that is under way. */
  boolean hasNoted(byte[] key) {
    byte[] stored = server.get(key).toCompletableFuture().join();
    return stored != null
        && EntryHeader.isOurs(stored)
        && EntryHeader.state(stored) == EntryHeader.WRITE_INTENT;
  }

  boolean isDead() {
    return dead;
  }

  // Tracking

  private void changedAtServer(byte[] key) {
    if (!dead && reads.up && tracked.remove(text(key))) {
      reads.answer(reads.incarnation, () -> listeners.forEach(listener -> listener.changed(key)));
    }
  }

  private void heartbeat() {
    if (!dead) {
      ping();
      time.schedule(HEARTBEAT, this::heartbeat);
    }
  }

  private void ping() {
    long sent = now();
    reads
        .send(() -> CompletableFuture.completedFuture("PONG"))
        .whenComplete(
            (pong, error) -> {
              if (error == null) {
                barrierNanos = Math.max(barrierNanos, sent);
              }
            });
  }

  private <T extends @Nullable Object> CompletionStage<T> read(
      List<byte[]> keys, Supplier<CompletionStage<T>> operation) {
    return reads.send(
        () -> {
          keys.forEach(key -> tracked.add(text(key)));
          return operation.get();
        });
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  private long now() {
    return time.elapsed().toNanos();
  }

  /** Mostly short, sometimes long. */
  private long delay() {
    long micros = (random.nextInt(10) == 0) ? random.nextInt(50_000) : random.nextInt(500);
    return Duration.ofNanos(micros * 1_000).toNanos();
  }

  private void at(long elapsedNanos, Runnable task) {
    time.schedule(Duration.ofNanos(elapsedNanos - now()), task);
  }

  // The store

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    return read(List.of(key), () -> server.get(key));
  }

  @Override
  public CompletionStage<byte @Nullable []> header(byte[] key) {
    return read(List.of(key), () -> server.header(key));
  }

  @Override
  public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
    return read(keys, () -> server.getAll(keys));
  }

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis, boolean refresh) {
    return writes.send(() -> server.lease(key, nonce, leaseMillis, refresh));
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime) {
    return writes.send(() -> server.fill(key, id, frame, lifetime));
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    return writes.send(() -> server.release(key, id));
  }

  @Override
  public CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime lifetime) {
    return writes.send(() -> server.put(key, frame, lifetime));
  }

  @Override
  public CompletionStage<@Nullable Void> beginWrite(
      List<byte[]> keys, byte[] writer, long intentMillis) {
    return writes.send(() -> server.beginWrite(keys, writer, intentMillis));
  }

  @Override
  public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
    return writes.send(() -> server.endWrite(keys, writer));
  }

  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    return writes.send(() -> server.remove(keys));
  }

  @Override
  public CompletionStage<@Nullable Void> backOff(
      byte[] key, byte[] id, int failures, long backOffMillis) {
    return writes.send(() -> server.backOff(key, id, failures, backOffMillis));
  }

  @Override
  public CompletionStage<Fill> endWrite(
      byte[] key, byte[] writer, byte[] frame, Lifetime lifetime) {
    return writes.send(() -> server.endWrite(key, writer, frame, lifetime));
  }

  @Override
  public CompletionStage<@Nullable Void> soften(List<byte[]> keys) {
    return writes.send(() -> server.soften(keys));
  }

  @Override
  public CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis) {
    return writes.send(() -> server.holdOff(keys, holdMillis));
  }

  @Override
  public CompletionStage<List<Long>> touch(List<byte[]> tags) {
    return writes.send(() -> server.touch(tags));
  }

  @Override
  public CompletionStage<List<Long>> bump(List<byte[]> tags) {
    return writes.send(() -> server.bump(tags));
  }

  @Override
  public PlainEntries plain() {
    throw new IllegalStateException("The simulation has no plain entries");
  }

  @Override
  public void distrust(String why) {
    cutReads();
  }

  @Override
  public long estimatedMillis() {
    return server.estimatedMillis();
  }

  @Override
  public boolean isAvailable() {
    return reads.up && writes.up;
  }

  // The rest of a backend

  @Override
  public RemoteStore store() {
    return this;
  }

  @Override
  public Coherence coherence() {
    return this;
  }

  @Override
  public Broker broker() {
    throw new IllegalStateException("The simulation has no topics");
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
  public void onResurrection(Runnable task) {}

  @Override
  public void onRecovery(Runnable task) {
    recoveryTasks.add(task);
    task.run(); // the first contact
  }

  @Override
  public void close() {}

  @Override
  public long epoch() {
    return epoch;
  }

  /** On the scale of {@link ManualTime#nanoTime()}, where the engine compares it. */
  @Override
  public long barrierNanos() {
    return time.nanoTime() - (now() - barrierNanos);
  }

  @Override
  public long distrustedNanos() {
    return 0;
  }

  @Override
  public void keepWithin(Duration maxLag) {}

  @Override
  public void onChange(Listener listener) {
    listeners.add(listener);
  }

  private static final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinkException(String message) {
      super(message);
    }
  }
}
