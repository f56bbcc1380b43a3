package dev.aside.redis;

import dev.aside.spi.TimeSource;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One connection, kept up: made in the background, watched, and made anew when it is lost or
 * silent. Each connection is a new object, an <em>epoch</em>: nothing that belonged to an old one,
 * neither a command nor a setting, comes back with the next.
 *
 * <pre>
 *   attempt ──► connected ──► prepared ──► up ──► lost or silent ──► down ──► wait ──► attempt
 *      └───────────┴────────────── error ──────────────────────────────────────┘
 * </pre>
 *
 * <p>While there is no connection commands have nowhere to go and fail at once, except that the
 * first try to connect is waited for. Thread-safe.
 */
final class Link<C extends StatefulRedisConnection<byte[], byte[]>> {
  /** How often the server is asked whether it is there, at least. */
  static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** A connection on which nothing is answered for this long is given up. */
  static final Duration MAX_SILENCE = Duration.ofSeconds(3);

  /** Makes a connection; may block, so it is called on the connecting thread only. */
  interface Opening<C> {
    CompletionStage<C> open();
  }

  /** What a link is for. Its methods must not block. */
  interface Use<C> {
    /** Asks the server for something: at each heartbeat. */
    CompletionStage<?> probe(C connection);

    /** Sets up a new connection and asks for something, before it is used. */
    default CompletionStage<?> prepare(C connection) {
      return probe(connection);
    }

    /** How long until the next heartbeat. */
    default Duration heartbeat() {
      return HEARTBEAT;
    }

    /**
     * The connection can be used. Calls of {@code up} and {@code down} alternate, in order.
     *
     * @param giveUp to be told, in words for an operator, why the connection is no good after all
     */
    void up(C connection, Consumer<String> giveUp);

    /** The connection is gone, and nothing more will come from it. */
    void down();
  }

  private final String purpose;
  private final Opening<C> opening;
  private final Use<C> use;
  private final TimeSource time;
  private final Executor connecting;
  private final Troubles troubles;
  private final Breaker breaker;
  private final Announcements announcements = new Announcements();
  private final FirstAttempt first = new FirstAttempt();
  private final BackOff backOff; // guarded by this
  private @Nullable Epoch epoch; // guarded by this; the one under way
  private TimeSource.Timer timer = () -> {}; // guarded by this; next attempt or heartbeat
  private boolean closed; // guarded by this
  private volatile @Nullable C current;

  /**
   * A link that is yet to be started.
   *
   * @param purpose for people, in the plural: reads, writes, messages
   * @param connecting where connections are begun; one thread that may block
   */
  Link(
      String purpose,
      Opening<C> opening,
      Use<C> use,
      TimeSource time,
      RandomGenerator random,
      Executor connecting,
      Troubles troubles,
      Breaker breaker) {
    this.purpose = purpose;
    this.opening = opening;
    this.use = use;
    this.time = time;
    this.connecting = connecting;
    this.troubles = troubles;
    this.breaker = breaker;
    this.backOff = new BackOff(random);
  }

  /** Begins to connect, and returns. */
  void start() {
    troubles.connecting(purpose);
    attempt();
  }

  /** The connection to use now; null: there is none. */
  @Nullable C current() {
    return current;
  }

  /**
   * The connection to use now.
   *
   * @throws TroubleException if there is none
   */
  C require() {
    C connection = current;
    if (connection == null) {
      throw new TroubleException("no connection for " + purpose);
    }
    return connection;
  }

  /** Whether there is a connection on which answers come in time. */
  boolean isPrompt() {
    return current != null && !breaker.isOpen();
  }

  /**
   * Sends a command, once the first try to connect has ended; with no connection it fails at once.
   *
   * @param command calls {@link #require} and what it returns, and does not block
   */
  <T extends @Nullable Object> CompletionStage<T> begin(
      Supplier<? extends CompletionStage<T>> command) {
    return breaker.watch(sendAfterFirst(command));
  }

  /**
   * As {@link #begin}, for what has a way around the server: while that is slow it fails at once.
   */
  <T extends @Nullable Object> CompletionStage<T> ask(
      Supplier<? extends CompletionStage<T>> command) {
    return breaker.isOpen() ? Breaker.refuse() : begin(command);
  }

  private <T extends @Nullable Object> CompletionStage<T> sendAfterFirst(
      Supplier<? extends CompletionStage<T>> command) {
    if (first.isOver()) {
      return send(command);
    }
    CompletableFuture<T> reply = new CompletableFuture<>();
    boolean held =
        first.hold(
            () ->
                send(command)
                    .whenComplete(
                        (value, error) -> {
                          if (error == null) {
                            reply.complete(value);
                          } else {
                            reply.completeExceptionally(error);
                          }
                        }));
    return held ? reply : send(command);
  }

  /** Turns what goes wrong at once into a stage that has failed. */
  static <T extends @Nullable Object> CompletionStage<T> send(
      Supplier<? extends CompletionStage<T>> command) {
    try {
      return command.get();
    } catch (RuntimeException e) { // no connection, or one that is just being closed
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Asks the server whether it is there now, and from here on at the heartbeats that follow. */
  void beatNow() {
    Epoch present;
    C connection;
    long turn;
    synchronized (this) {
      present = epoch;
      connection = current;
      if (present == null || connection == null) {
        return;
      }
      turn = present.turn;
      timer.cancel();
    }
    present.beat(connection, turn);
  }

  /** Gives the present connection up because of {@code why}; another takes its place. */
  void giveUp(String why) {
    Epoch present;
    synchronized (this) {
      present = (current == null) ? null : epoch;
    }
    if (present != null) {
      present.giveUp(new TroubleException(why));
    }
  }

  /** Makes no other connection; the present one is closed by whoever it was opened with. */
  void close() {
    synchronized (this) {
      closed = true;
      current = null;
      timer.cancel();
      if (epoch != null) {
        epoch.abandon();
      }
    }
    first.end();
  }

  private void attempt() {
    try {
      connecting.execute(this::open);
    } catch (RejectedExecutionException e) {
      close(); // the connecting thread ends only when all is being closed
    }
  }

  private void open() {
    Epoch next = new Epoch();
    synchronized (this) {
      if (closed) {
        return;
      }
      epoch = next;
    }
    try {
      opening.open().whenComplete(next::opened);
    } catch (RuntimeException e) {
      next.end(e);
    }
  }

  private synchronized void schedule(Duration delay, Runnable task) {
    if (!closed) {
      timer = time.schedule(delay, task);
    }
  }

  /** One connection, from the attempt to its end. */
  private final class Epoch implements RedisConnectionStateListener {
    private @Nullable C connection; // guarded by the link
    private @Nullable Throwable cause; // guarded by the link; why it was given up
    private boolean up; // guarded by the link
    private boolean ended; // guarded by the link
    private long turn; // guarded by the link; of the next heartbeat
    private volatile long answeredNanos;

    void opened(@Nullable C made, @Nullable Throwable error) {
      if (made == null) {
        end((error == null) ? new TroubleException("no connection") : error);
        return;
      }
      synchronized (Link.this) {
        if (closed) {
          return;
        }
        connection = made;
      }
      made.addListener(this);
      if (made.isOpen()) {
        long askedNanos = time.nanoTime();
        use.prepare(made).whenComplete((answer, failure) -> prepared(made, failure, askedNanos));
      } else { // lost before we listened
        end(new TroubleException("connection lost"));
      }
    }

    private void prepared(C made, @Nullable Throwable failure, long askedNanos) {
      if (failure != null) {
        giveUp(failure);
        return;
      }
      synchronized (Link.this) {
        if (ended || cause != null) {
          return;
        }
        up = true;
        answeredNanos = time.nanoTime();
        current = made;
        announcements.add(() -> announceUp(made));
      }
      breaker.answered(Duration.ofNanos(time.nanoTime() - askedNanos));
      announcements.deliver();
      schedule(use.heartbeat(), () -> beat(made, /* due= */ 0));
    }

    private void announceUp(C made) {
      troubles.clear(purpose);
      use.up(made, why -> giveUp(new TroubleException(why)));
      first.end();
    }

    private void beat(C made, long due) {
      synchronized (Link.this) {
        if (ended || cause != null || due != turn) {
          return;
        }
        turn++;
      }
      long silentNanos = time.nanoTime() - answeredNanos;
      if (silentNanos > MAX_SILENCE.toNanos()) {
        giveUp(new TroubleException("connected, but nothing is answered"));
        return;
      }
      long askedNanos = time.nanoTime();
      use.probe(made).whenComplete((answer, failure) -> answered(failure, askedNanos));
      schedule(use.heartbeat(), () -> beat(made, due + 1));
    }

    private void answered(@Nullable Throwable failure, long askedNanos) {
      if (failure == null) {
        answeredNanos = time.nanoTime();
        breaker.answered(Duration.ofNanos(answeredNanos - askedNanos));
        synchronized (Link.this) {
          backOff.reset();
        }
        troubles.steady(purpose);
      }
    }

    /** As {@link #giveUp}, but others close the connection. The caller holds the link's lock. */
    void abandon() {
      if (cause == null) {
        cause = new TroubleException("closed");
      }
    }

    /** Closes the connection; the epoch ends when it is closed, and what it has brought is done. */
    void giveUp(Throwable why) {
      C toClose;
      synchronized (Link.this) {
        if (ended || cause != null) {
          return;
        }
        cause = why;
        current = null;
        toClose = connection;
      }
      if (toClose != null) {
        toClose.closeAsync();
      }
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
      end(new TroubleException("connection lost"));
    }

    @Override
    public void onRedisExceptionCaught(RedisChannelHandler<?, ?> faulty, Throwable error) {
      // What the connection cannot survive disconnects it, which is what we act on.
    }

    void end(Throwable error) {
      C toClose;
      synchronized (Link.this) {
        if (ended) {
          return;
        }
        ended = true;
        timer.cancel();
        current = null;
        toClose = (cause == null) ? connection : null; // given up: it has been closed
        Throwable why = (cause == null) ? error : cause;
        announcements.add(() -> announceDown(why));
        schedule(backOff.next(), Link.this::attempt);
      }
      if (toClose != null) {
        toClose.closeAsync();
      }
      announcements.deliver();
    }

    private void announceDown(Throwable why) {
      boolean wasUp;
      boolean expected;
      synchronized (Link.this) {
        wasUp = up;
        expected = closed;
      }
      if (wasUp) {
        use.down();
      }
      if (!expected) {
        troubles.add(purpose, Diagnosis.of(why));
      }
      first.end();
    }
  }
}
