package dev.aside.bench.http;

import dev.aside.bench.load.Latencies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/** What the connections of one round share; the histogram is confined to their one event loop. */
final class HttpRound {
  private final ByteBuf request;
  private final Histogram times = Latencies.empty();
  private final AtomicInteger failures = new AtomicInteger();
  private final Semaphore ended = new Semaphore(0);
  private volatile long beganNanos;
  private volatile long endNanos;
  private volatile long lastNanos;

  HttpRound(String path) {
    byte[] head =
        ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    request = Unpooled.unreleasableBuffer(Unpooled.directBuffer(head.length).writeBytes(head));
  }

  void begin(double seconds) {
    beganNanos = System.nanoTime();
    endNanos = beganNanos + (long) (seconds * 1e9);
  }

  ByteBuf request() {
    return request.duplicate();
  }

  boolean isOver(long now) {
    return now - endNanos >= 0;
  }

  void answered(long before, long now) {
    times.recordValue(Latencies.clamp(now - before));
    lastNanos = now;
  }

  void failed() {
    failures.incrementAndGet();
  }

  void ended() {
    ended.release();
  }

  /** Until every connection has its last answer. */
  void awaitEnd(int connections, long timeout, TimeUnit unit) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(endNanos - System.nanoTime());
    if (!ended.tryAcquire(connections, timeout, unit)) {
      failures.addAndGet(connections - ended.availablePermits());
    }
  }

  Histogram times() {
    return times;
  }

  int failures() {
    return failures.get();
  }

  double seconds() {
    return (lastNanos - beganNanos) / 1e9;
  }
}
