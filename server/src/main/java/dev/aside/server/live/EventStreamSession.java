package dev.aside.server.live;

import dev.aside.server.http.Loop;
import dev.aside.spi.TimeSource;
import dev.aside.topic.Gap;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;

/** A session over server-sent events. Confined to its loop. */
final class EventStreamSession implements Session {
  private final Loop loop;
  private final TimeSource time;
  private final LiveMeters meters;
  private final HttpConnection connection;
  private final HttpServerResponse response;
  private final Outbox outbox;
  private boolean closing;
  private long closingNanos;
  private long heartbeatNanos;

  EventStreamSession(Loop loop, HttpServerRequest request, TimeSource time, LiveMeters meters) {
    this.loop = loop;
    this.time = time;
    this.meters = meters;
    this.connection = request.connection();
    this.response = request.response();
    this.outbox = new Outbox(time);
    this.heartbeatNanos = time.nanoTime();
  }

  /** The head of the answer is set: what has come meanwhile is written now. */
  void open() {
    outbox.open(this::write);
  }

  /** Sends what a stream begins with. */
  void hello() {
    outbox.offer(EventStream.hello());
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void deliver(Batch batch) {
    if (closing) {
      return;
    }
    if (outbox.offer(batch.events())) {
      meters.deliveries.add(batch.size());
    } else {
      tooSlow();
    }
  }

  @Override
  public void gap(Gap gap) {
    if (!closing && !outbox.offer(EventStream.gap(gap))) {
      tooSlow();
    }
  }

  @Override
  public void tick() {
    long now = time.nanoTime();
    if (closing) {
      if (now - closingNanos > LiveLimits.CLOSE_GRACE.toNanos()) {
        connection.close();
      }
    } else if (outbox.isStuck()) {
      tooSlow();
    } else if (now - heartbeatNanos > LiveLimits.HEARTBEAT.toNanos()) {
      heartbeatNanos = now;
      if (!outbox.offer(EventStream.HEARTBEAT)) {
        tooSlow();
      }
    }
  }

  /** The end of the stream makes the client come back after the time in {@code retry}. */
  @Override
  public void goAway() {
    close();
  }

  private void tooSlow() {
    meters.slowSessions.increment();
    close();
  }

  private void close() {
    if (closing) {
      return;
    }
    closing = true;
    closingNanos = time.nanoTime();
    outbox.drop();
    response.end().onComplete(done -> connection.close());
  }

  private void write(byte[] events, Runnable written) {
    if (!response.ended() && !response.closed()) {
      response
          .write(BufferInternal.buffer(Unpooled.wrappedBuffer(events)))
          .onComplete(done -> written.run());
    }
  }
}
