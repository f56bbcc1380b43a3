package dev.aside.testkit;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import dev.aside.spi.Coherence;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.MessageLog;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend over another one whose server can be taken away and given back, to see what a service
 * does without its cache. Thread-safe.
 *
 * <pre>{@code
 * backend.cut();                                  // every operation fails from here on
 * assertEquals(ada, users.get("42", database));   // and the service answers all the same
 * backend.heal();
 * }</pre>
 */
public final class UnreliableBackend implements Backend {
  private enum Link {
    WHOLE,
    CUT,
    REPLIES_LOST
  }

  private final Backend real;
  private final Store store;
  private final List<Recovered> recoveryTasks = new CopyOnWriteArrayList<>();
  private volatile Link link = Link.WHOLE;

  private final UnreliableCoherence coherence;

  private UnreliableBackend(Backend real, TimeSource time) {
    this.real = real;
    this.store = new Store(real.store());
    this.coherence = new UnreliableCoherence(real.store().coherence(), time);
  }

  /**
   * Over {@code real}, whole until it is cut. Closing it closes {@code real}.
   *
   * @param time the one that {@code real} goes by
   */
  public static UnreliableBackend over(Backend real, TimeSource time) {
    return new UnreliableBackend(real, time);
  }

  /** From here on every operation of the store fails and is not executed. */
  public void cut() {
    link = Link.CUT;
    coherence.interrupt();
  }

  /** From here on changes are announced late: not before {@link #heal}. */
  public void delayAnnouncements() {
    coherence.delay();
  }

  /** From here on every operation of the store is executed, and fails all the same. */
  public void loseReplies() {
    link = Link.REPLIES_LOST;
  }

  /** Operations are executed and answered again; runs what waits for the recovery. */
  public void heal() {
    link = Link.WHOLE;
    coherence.restore();
    recoveryTasks.forEach(task -> task.run(/* again= */ true));
  }

  @Override
  public RemoteStore store() {
    return store;
  }

  @Override
  public Broker broker() {
    return real.broker();
  }

  @Override
  public MessageLog log() {
    return real.log();
  }

  @Override
  public List<String> troubles() {
    return (link == Link.WHOLE) ? real.troubles() : List.of("cut by the test");
  }

  @Override
  public List<String> limitations() {
    return real.limitations();
  }

  @Override
  public void onResurrection(Runnable task) {
    real.onResurrection(task);
  }

  @Override
  public void onRecovery(Recovered task) {
    recoveryTasks.add(task);
    if (link == Link.WHOLE) {
      task.run(/* again= */ false);
    }
  }

  @Override
  public void close() {
    real.close();
  }

  private <T extends @Nullable Object> CompletionStage<T> through(
      Supplier<CompletionStage<T>> operation) {
    return switch (link) {
      case WHOLE -> operation.get();
      case CUT -> CompletableFuture.failedFuture(new LinkException());
      case REPLIES_LOST ->
          operation
              .get()
              .thenCompose(reply -> CompletableFuture.<T>failedFuture(new LinkException()));
    };
  }

  private final class Plain implements PlainEntries {
    private final PlainEntries real;

    Plain(PlainEntries real) {
      this.real = real;
    }

    @Override
    public CompletionStage<@Nullable PlainEntry> get(byte[] key) {
      return through(() -> real.get(key));
    }

    @Override
    public CompletionStage<List<@Nullable PlainEntry>> getAll(List<byte[]> keys) {
      return through(() -> real.getAll(keys));
    }

    @Override
    public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis) {
      return through(() -> real.lease(key, nonce, leaseMillis));
    }

    @Override
    public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] value, long ttlMillis) {
      return through(() -> real.fill(key, id, value, ttlMillis));
    }

    @Override
    public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
      return through(() -> real.release(key, id));
    }

    @Override
    public CompletionStage<@Nullable Void> put(byte[] key, byte[] value, long ttlMillis) {
      return through(() -> real.put(key, value, ttlMillis));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
      return through(() -> real.remove(keys));
    }
  }

  private final class Store implements RemoteStore {
    private final RemoteStore real;
    private final Plain plain;

    Store(RemoteStore real) {
      this.real = real;
      this.plain = new Plain(real.plain());
    }

    @Override
    public CompletionStage<byte @Nullable []> get(byte[] key) {
      return through(() -> real.get(key));
    }

    @Override
    public CompletionStage<byte @Nullable []> header(byte[] key) {
      return through(() -> real.header(key));
    }

    @Override
    public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
      return through(() -> real.getAll(keys));
    }

    @Override
    public CompletionStage<Lease> lease(
        byte[] key, byte[] nonce, long leaseMillis, boolean refresh) {
      return through(() -> real.lease(key, nonce, leaseMillis, refresh));
    }

    @Override
    public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime) {
      return through(() -> real.fill(key, id, frame, lifetime));
    }

    @Override
    public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
      return through(() -> real.release(key, id));
    }

    @Override
    public CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime lifetime) {
      return through(() -> real.put(key, frame, lifetime));
    }

    @Override
    public CompletionStage<@Nullable Void> beginWrite(
        List<byte[]> keys, byte[] writer, long intentMillis) {
      return through(() -> real.beginWrite(keys, writer, intentMillis));
    }

    @Override
    public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
      return through(() -> real.endWrite(keys, writer));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
      return through(() -> real.remove(keys));
    }

    @Override
    public CompletionStage<@Nullable Void> backOff(
        byte[] key, byte[] id, int failures, long backOffMillis) {
      return through(() -> real.backOff(key, id, failures, backOffMillis));
    }

    @Override
    public CompletionStage<Fill> endWrite(
        byte[] key, byte[] writer, byte[] frame, Lifetime lifetime) {
      return through(() -> real.endWrite(key, writer, frame, lifetime));
    }

    @Override
    public CompletionStage<@Nullable Void> soften(List<byte[]> keys) {
      return through(() -> real.soften(keys));
    }

    @Override
    public CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis) {
      return through(() -> real.holdOff(keys, holdMillis));
    }

    @Override
    public CompletionStage<List<Long>> touch(List<byte[]> tags) {
      return through(() -> real.touch(tags));
    }

    @Override
    public CompletionStage<List<Long>> bump(List<byte[]> tags) {
      return through(() -> real.bump(tags));
    }

    @Override
    public PlainEntries plain() {
      return plain;
    }

    @Override
    public void distrust(String why) {
      coherence.interrupt();
      coherence.restore();
    }

    @Override
    public long estimatedMillis() {
      return real.estimatedMillis();
    }

    @Override
    public Coherence coherence() {
      return coherence;
    }

    @Override
    public boolean isAvailable() {
      return link == Link.WHOLE && real.isAvailable();
    }
  }

  /** What an operation over a cut link fails with. */
  private static final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LinkException() {
      super("The link was cut by the test");
    }
  }
}
