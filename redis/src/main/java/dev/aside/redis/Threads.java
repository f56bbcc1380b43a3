package dev.aside.redis;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads of one backend, all of them daemons: two for I/O, one that completes what has timed
 * out, and one that keeps the time-outs. Thread-safe.
 */
final class Threads {
  private static final Logger LOG = System.getLogger(Threads.class.getName());

  private static final int IO_THREADS = 2;

  /** How much later than its time a command may time out. */
  private static final Duration TIMER_TICK = Duration.ofMillis(10);

  /**
   * Writes that go out together at most. Callers on other threads share flushes; one that is alone
   * does not wait for others.
   */
  private static final int MAX_WRITES_PER_FLUSH = 32;

  /** How long {@link #close} waits for each of four ends; the threads are daemons in any case. */
  private static final Duration MAX_CLOSE = Duration.ofSeconds(1);

  private final DefaultEventLoopGroupProvider io;
  private final DefaultEventExecutorGroup completing;
  private final HashedWheelTimer timer;
  private final ClientResources resources;

  Threads() {
    io = new DefaultEventLoopGroupProvider(IO_THREADS, pool -> factory("io"));
    completing = new DefaultEventExecutorGroup(1, factory("timeouts"));
    timer = new HashedWheelTimer(factory("timer"), TIMER_TICK.toMillis(), TimeUnit.MILLISECONDS);
    resources =
        DefaultClientResources.builder()
            .eventLoopGroupProvider(io)
            .eventExecutorGroup(completing)
            .timer(timer)
            .nettyCustomizer(new FlushesTogether())
            .build();
  }

  /** What Lettuce runs on. */
  ClientResources resources() {
    return resources;
  }

  /** Makes daemon threads named {@code aside-redis-what-n}. */
  ThreadFactory factory(String what) {
    return new DefaultThreadFactory("aside-redis-" + what, /* daemon= */ true);
  }

  /** Ends the threads after {@code connections} have been closed, and waits a little for it. */
  void close(CompletableFuture<?> connections) {
    try {
      await(connections);
      timer.stop();
      await(resources.shutdown(0, 0, TimeUnit.SECONDS));
      await(io.shutdown(0, 0, TimeUnit.SECONDS));
      await(completing.shutdownGracefully(0, 0, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they end without being waited for
    }
  }

  private static void await(Future<?> end) throws InterruptedException {
    try {
      end.get(MAX_CLOSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.log(Level.DEBUG, "A connection or thread did not end as it should", e);
    }
  }

  private static final class FlushesTogether implements NettyCustomizer {
    @Override
    public void afterChannelInitialized(Channel channel) {
      channel
          .pipeline()
          .addFirst(
              new FlushConsolidationHandler(
                  MAX_WRITES_PER_FLUSH, /* consolidateWhenNoReadInProgress= */ true));
    }
  }
}
