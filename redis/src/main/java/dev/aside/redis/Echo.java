package dev.aside.redis;

import dev.aside.spi.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves on one connection for messages that what is published arrives: a connection may answer and
 * still be one to a server to which nobody publishes any more. Publishes to a channel of this
 * process and waits for that to come in, from time to time while anybody listens to anything.
 * Thread-safe.
 */
final class Echo {
  /** From one proof to the next. */
  static final Duration INTERVAL = Duration.ofSeconds(5);

  /** How long what was published may take to come in. */
  static final Duration PATIENCE = Link.MAX_SILENCE;

  static final String NOT_PROVEN = "connected, but what is published does not arrive";

  private final TimeSource time;
  private final BooleanSupplier isWanted;
  private final Function<byte[], CompletionStage<?>> publish;
  private final Runnable proven;
  private final Consumer<String> giveUp;
  private TimeSource.Timer timer = () -> {}; // guarded by this
  private long count; // guarded by this
  private byte @Nullable [] awaited; // guarded by this; null: nothing was published
  private boolean ended; // guarded by this

  /**
   * @param isWanted whether anybody listens to anything
   * @param publish sends to the channel of this process
   * @param proven to be told each time that it has come in
   * @param giveUp to be told, once, that it has not
   */
  Echo(
      TimeSource time,
      BooleanSupplier isWanted,
      Function<byte[], CompletionStage<?>> publish,
      Runnable proven,
      Consumer<String> giveUp) {
    this.time = time;
    this.isWanted = isWanted;
    this.publish = publish;
    this.proven = proven;
    this.giveUp = giveUp;
  }

  /** The channel is subscribed on the connection. */
  void begin() {
    turn(() -> isWanted.getAsBoolean() ? call() : pause());
  }

  /** The connection is gone. */
  synchronized void end() {
    ended = true;
    timer.cancel();
  }

  /** This has come in on the channel. */
  void heard(byte[] payload) {
    turn(
        () -> {
          if (!Arrays.equals(payload, awaited)) {
            return () -> {}; // of an earlier call that was given up as not sent
          }
          awaited = null;
          schedule(INTERVAL, this::begin);
          return proven;
        });
  }

  /** The caller holds the lock. */
  private Runnable pause() {
    schedule(INTERVAL, this::begin);
    return () -> {};
  }

  /** The caller holds the lock. */
  private Runnable call() {
    count++;
    byte[] mine = Long.toString(count).getBytes(StandardCharsets.US_ASCII);
    awaited = mine;
    schedule(PATIENCE, this::tooLate);
    return () -> publish.apply(mine).whenComplete((done, error) -> published(error));
  }

  /** What was not published proves nothing: another connection's trouble. */
  private void published(@Nullable Throwable error) {
    if (error != null) {
      turn(
          () -> {
            awaited = null;
            return pause();
          });
    }
  }

  private void tooLate() {
    turn(
        () -> {
          if (awaited == null) {
            return () -> {};
          }
          ended = true;
          return () -> giveUp.accept(NOT_PROVEN);
        });
  }

  /** Decides under the lock, and does what was decided outside of it. */
  private void turn(Supplier<Runnable> decision) {
    Runnable action;
    synchronized (this) {
      action = ended ? () -> {} : decision.get();
    }
    action.run();
  }

  /** The caller holds the lock. */
  private void schedule(Duration delay, Runnable task) {
    timer.cancel();
    timer = time.schedule(delay, task);
  }
}
