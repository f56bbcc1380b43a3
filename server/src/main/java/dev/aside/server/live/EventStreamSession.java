package dev.aside.server.live;

import dev.aside.server.http.Loop;
import dev.aside.spi.TimeSource;
import dev.aside.topic.Gap;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session over server-sent events. Confined to its loop. */
final class EventStreamSession implements Session {
  private final Loop loop;
  private final TimeSource time;
  private final LiveMeters meters;
  private final boolean canComeBack; // for what it has not got
  private final HttpConnection connection;
  private final HttpServerResponse response;
  private final Outbox outbox;
  private @Nullable Resume resume; // null: each message is sent as it comes
  private boolean leaving; // as soon as everything is written
  private boolean closing;
  private long closingNanos;
  private long heartbeatNanos;

  EventStreamSession(
      Loop loop,
      HttpServerRequest request,
      TimeSource time,
      LiveMeters meters,
      boolean canComeBack) {
    this.loop = loop;
    this.time = time;
    this.meters = meters;
    this.canComeBack = canComeBack;
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

  /** From now on what comes waits for {@link #resume(Past)}. To be called before it joins. */
  void expectPast() {
    resume = new Resume();
  }

  /** Sends what the client has missed, and then what has come meanwhile. */
  void resume(Past past) {
    Resume mine = resume;
    if (closing || mine == null) {
      return;
    }
    if (!outbox.offer(past.events())) {
      tooSlow();
      return;
    }
    (past.isReset() ? meters.reset : meters.resumed).increment();
    mine.reach(past.reached());
    if (past.isAll()) {
      sendWaiting(mine);
    } else { // the client comes back for the rest
      leaving = true;
      leaveIfWritten();
    }
  }

  /** The history could not be read: the client is to come back, with what it had. */
  void cannotResume() {
    close();
  }

  private void sendWaiting(Resume mine) {
    List<Delivery> following = mine.take();
    if (following == null) {
      close(); // the client comes back, and reads what is missing
    } else if (!following.isEmpty()) {
      resume = null; // what is live has gone past the history, and stays there
      send(new Batch(following));
    }
  }

  private void leaveIfWritten() {
    if (leaving && outbox.isIdle()) {
      close();
    }
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public void deliver(Batch batch) {
    if (closing || leaving) {
      return;
    }
    Resume mine = resume;
    if (mine == null) {
      send(batch);
    } else if (!mine.add(batch.deliveries())) {
      tooSlow();
    } else if (mine.hasReached()) {
      sendWaiting(mine);
    }
  }

  private void send(Batch batch) {
    if (outbox.offer(batch.events())) {
      meters.deliveries.add(batch.size());
    } else {
      tooSlow();
    }
  }

  @Override
  public void gap(Gap gap) {
    meters.gaps.increment();
    Resume mine = resume;
    if (mine != null) {
      if (mine.hasReached()) {
        close(); // the client comes back, and is told what has become of its position
      }
    } else if (canComeBack && gap == Gap.OVERFLOW) {
      tooSlow(); // what it has not got is kept, so it comes back after its last event
    } else if (!closing && !outbox.offer(EventStream.gap(gap))) {
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
          .onComplete(
              done -> {
                written.run();
                leaveIfWritten();
              });
    }
  }
}
