package dev.aside.bench.fanout;

import dev.aside.bench.service.Loops;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Publishes to Redis by a window or a rate. Its state is confined to the event loop. */
final class Publisher {
  /** Bytes of a message. */
  private static final int SIZE = 200;

  private static final long MAX_DRAIN_SECONDS = 30;

  private final Channel redis;
  private final EventLoop loop;
  private final Audience audience;
  private long published;
  private long completed;
  private int window;
  private boolean stopped;
  private CompletableFuture<Long> drained = new CompletableFuture<>();
  private volatile double seconds;

  Publisher(Loops loops, int port, Audience audience) throws InterruptedException {
    this.audience = audience;
    redis = loops.client().handler(new DropReplies()).connect("127.0.0.1", port).sync().channel();
    loop = redis.eventLoop();
  }

  /** Replies of PUBLISH tell nothing that the sockets do not. */
  private static final class DropReplies extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }

  /** One round: begins, goes on for so long, and waits until every socket has every message. */
  void run(int most, int rate, double length)
      throws InterruptedException, ExecutionException, TimeoutException {
    long began = System.nanoTime();
    CompletableFuture<Long> end = new CompletableFuture<>();
    loop.submit(() -> begin(most, end)).get();
    ScheduledFuture<?> ticks = null;
    if (rate > 0) {
      long period = 1_000_000_000L / rate;
      ticks = loop.scheduleAtFixedRate(this::publish, period, period, TimeUnit.NANOSECONDS);
    } else {
      loop.execute(this::fill);
    }
    TimeUnit.NANOSECONDS.sleep((long) (length * 1e9));
    if (ticks != null) {
      ticks.cancel(false);
    }
    loop.execute(this::stop);
    seconds = (end.get(MAX_DRAIN_SECONDS, TimeUnit.SECONDS) - began) / 1e9;
  }

  /** How long the round took, until its last delivery. */
  double seconds() {
    return seconds;
  }

  private void begin(int most, CompletableFuture<Long> end) {
    window = most;
    stopped = false;
    published = 0;
    completed = 0;
    drained = end;
    audience.whenComplete(this::completed);
  }

  private void fill() {
    while (!stopped && published - completed < window) {
      publish();
    }
  }

  private void completed() {
    completed++;
    if (stopped) {
      endIfDrained();
    } else if (window > 0) {
      fill();
    }
  }

  private void stop() {
    stopped = true;
    endIfDrained();
  }

  private void endIfDrained() {
    if (completed == published) {
      drained.complete(System.nanoTime());
    }
  }

  private void publish() {
    String head =
        ("%0" + Listener.DIGITS + "d%0" + Listener.DIGITS + "d")
            .formatted(published++, System.nanoTime());
    String message = head + "x".repeat(SIZE - head.length());
    redis.writeAndFlush(
        Unpooled.wrappedBuffer(
            ("*3\r\n$7\r\nPUBLISH\r\n$12\r\nchat_channel\r\n$" + SIZE + "\r\n" + message + "\r\n")
                .getBytes(StandardCharsets.US_ASCII)),
        redis.voidPromise());
  }
}
