package dev.aside.topic;

import dev.aside.Codec;
import dev.aside.spi.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener with a queue of its own, so that it disturbs nobody: messages are put in on the I/O
 * thread and taken out, one at a time and in order, on a thread where user code may block.
 * Thread-safe.
 */
final class Subscriber<T> implements Subscription {
  private static final System.Logger LOGGER = System.getLogger("dev.aside.topic");

  /** Messages waiting for one listener may take this much memory; newer ones are dropped. */
  static final long MAX_QUEUED_BYTES = 64L << 20;

  private static final Duration RETRY = Duration.ofMillis(50);

  /** After so many messages the thread is given to others, if any wait for it. */
  private static final int TURN = 256;

  private final String topic;
  private final Codec<T> codec;
  private final Environment environment;
  private final int maxQueued;
  private final Consumer<? super Message<T>> listener;
  private final Consumer<? super Gap> onGap;
  private final Consumer<Subscriber<T>> onClose;
  private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

  private final Object lock = new Object();
  private final ArrayDeque<Object> queue =
      new ArrayDeque<>(); // guarded by lock: byte[], Kept or Gap
  private long queuedBytes; // guarded by lock
  private boolean overflowing; // guarded by lock
  private boolean running; // guarded by lock: a thread is emptying the queue, or will
  private @Nullable Runnable whenDrained; // guarded by lock; to be run when the queue is empty
  private volatile long dropped; // written under lock
  private volatile boolean closed;
  private boolean complained; // owned by the thread that empties the queue

  Subscriber(
      TopicBuilder<T> from,
      Environment environment,
      Consumer<? super Message<T>> listener,
      Consumer<? super Gap> onGap,
      Consumer<Subscriber<T>> onClose) {
    this.topic = from.name;
    this.codec = from.codec;
    this.maxQueued = from.queueSize;
    this.environment = environment;
    this.listener = listener;
    this.onGap = onGap;
    this.onClose = onClose;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // written under the lock only
  void offer(byte[] payload) {
    synchronized (lock) {
      if (queue.size() >= maxQueued || queuedBytes + payload.length > MAX_QUEUED_BYTES) {
        dropped++;
        if (!overflowing) {
          overflowing = true;
          queue.add(Gap.OVERFLOW); // one more than the limit, at the place of the loss
        }
        return;
      }
      overflowing = false;
      queue.add(payload);
      queuedBytes += payload.length;
    }
    wake();
  }

  /** Takes {@code message} if there is room for it; if not, who has it keeps it for later. */
  boolean accepts(Kept message) {
    synchronized (lock) {
      if (queue.size() >= maxQueued || queuedBytes + message.payload().length > MAX_QUEUED_BYTES) {
        return false;
      }
      queue.add(message);
      queuedBytes += message.payload().length;
    }
    wake();
    return true;
  }

  /**
   * Runs {@code task} once, when nothing waits for the listener; it may be now. It must be short.
   */
  void whenDrained(Runnable task) {
    synchronized (lock) {
      if (running || !queue.isEmpty()) {
        whenDrained = task;
        return;
      }
    }
    task.run();
  }

  void offerGap(Gap gap) {
    synchronized (lock) {
      if (queue.peekLast() == gap) {
        return; // nothing has come since the last one
      }
      queue.add(gap);
    }
    wake();
  }

  private void wake() {
    synchronized (lock) {
      if (running || queue.isEmpty()) {
        return;
      }
      running = true;
    }
    start();
  }

  private void start() {
    onUserThread(this::takeTurn);
  }

  /** Runs {@code task} where user code may run; if there is no thread just now, a little later. */
  private void onUserThread(Runnable task) {
    try {
      environment.executor().execute(task);
    } catch (RejectedExecutionException e) {
      if (!closed) { // the queue fills meanwhile, and says so at its limit
        environment.time().schedule(RETRY, () -> onUserThread(task));
      }
    }
  }

  private void takeTurn() {
    for (int i = 0; i < TURN && !closed; i++) {
      Object next = next();
      if (next == null) {
        return;
      }
      deliver(next);
    }
    if (!closed) {
      start();
    }
  }

  /** What to deliver; null: nothing, and this thread is no longer at it. */
  private @Nullable Object next() {
    Runnable drained;
    synchronized (lock) {
      Object next = queue.poll();
      if (next != null) {
        queuedBytes -= size(next);
        return next;
      }
      running = false;
      drained = whenDrained;
      whenDrained = null;
    }
    if (drained != null) {
      drained.run();
    }
    return null;
  }

  private static int size(Object item) {
    if (item instanceof Kept kept) {
      return kept.payload().length;
    }
    return (item instanceof byte[] payload) ? payload.length : 0;
  }

  private void deliver(Object item) {
    try {
      if (item instanceof Gap gap) {
        onGap.accept(gap);
      } else if (item instanceof Kept kept) {
        listener.accept(message(kept.payload(), Position.at(kept.place())));
      } else {
        listener.accept(message((byte[]) item, Position.none()));
      }
    } catch (RuntimeException | Error e) { // theirs: say so, and go on with the next message
      if (!complained) {
        complained = true;
        LOGGER.log(
            System.Logger.Level.WARNING,
            "A listener or the codec of topic " + topic + " failed; said once per subscription",
            e);
      }
    }
  }

  private Message<T> message(byte[] payload, Position position) {
    return new Message<>(topic, codec.decode(payload), position);
  }

  void confirm(@Nullable Throwable error) {
    onUserThread(
        () -> {
          if (error == null) {
            ready.complete(null);
          } else {
            ready.completeExceptionally(error);
          }
        });
  }

  @Override
  public CompletionStage<@Nullable Void> ready() {
    return ready.copy();
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ready.completeExceptionally(new CancellationException("Closed before it was confirmed"));
    onClose.accept(this);
    synchronized (lock) {
      queue.clear();
      queuedBytes = 0;
    }
  }
}
