package dev.aside.server.live;

import dev.aside.server.http.Loop;
import dev.aside.spi.TimeSource;
import dev.aside.topic.Gap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session over a plain WebSocket: each message is one frame. Confined to its loop. */
final class WebSocketSession implements Session {
  private static final short GOING_AWAY = 1001;
  private static final short POLICY_VIOLATION = 1008;
  private static final short TOO_BIG = 1009;
  private static final short TRY_AGAIN_LATER = 1013;

  private final Loop loop;
  private final TimeSource time;
  private final LiveMeters meters;
  private final Outbox outbox;
  private @Nullable ServerWebSocket socket;
  private @Nullable ChannelHandlerContext wire;
  private boolean closing;
  private long closingNanos;
  private long heardNanos;
  private long pingNanos;
  private int clientPings;

  WebSocketSession(Loop loop, TimeSource time, LiveMeters meters) {
    this.loop = loop;
    this.time = time;
    this.meters = meters;
    this.outbox = new Outbox(time);
  }

  /** The handshake is done: what has come meanwhile is written now. */
  void open(ServerWebSocket opened) {
    socket = opened;
    wire = ((WebSocketInternal) opened).channelHandlerContext();
    heardNanos = time.nanoTime();
    pingNanos = heardNanos;
    opened.frameHandler(this::heard);
    opened.pongHandler(pong -> heardNanos = time.nanoTime());
    opened.exceptionHandler(this::broken);
    outbox.open(this::write);
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
    if (outbox.offer(batch.frames())) {
      meters.deliveries.add(batch.size());
    } else {
      tooSlow();
    }
  }

  /** A plain WebSocket carries messages and nothing else; who needs gaps takes the event stream. */
  @Override
  public void gap(Gap gap) {}

  @Override
  public void tick() {
    ServerWebSocket open = socket;
    if (open == null) {
      return;
    }
    long now = time.nanoTime();
    if (closing) {
      if (now - closingNanos > LiveLimits.CLOSE_GRACE.toNanos()) {
        Objects.requireNonNull(wire).close();
      }
    } else if (outbox.isStuck()) {
      tooSlow();
    } else if (now - heardNanos > LiveLimits.SILENCE.toNanos()) {
      close(GOING_AWAY, "no answer to pings");
    } else if (now - pingNanos > LiveLimits.PING.toNanos()) {
      pingNanos = now;
      clientPings = 0;
      open.writePing(Buffer.buffer());
    }
  }

  @Override
  public void goAway() {
    close(GOING_AWAY, "the server is ending");
  }

  private void tooSlow() {
    meters.slowSessions.increment();
    close(TRY_AGAIN_LATER, "too slow: come back");
  }

  /** What waits is dropped, so that the close frame is next to be read. */
  private void close(short code, String reason) {
    ServerWebSocket open = socket;
    if (closing || open == null) {
      return;
    }
    closing = true;
    closingNanos = time.nanoTime();
    outbox.drop();
    open.close(code, reason);
  }

  private void heard(WebSocketFrame frame) {
    heardNanos = time.nanoTime();
    if (frame.isPing()) {
      clientPings++;
      if (clientPings > LiveLimits.MAX_CLIENT_PINGS) {
        close(POLICY_VIOLATION, "too many pings");
      }
    } else if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
      close(POLICY_VIOLATION, "this socket only listens: POST /messages to speak");
    }
  }

  private void broken(Throwable error) {
    if (error instanceof CorruptedWebSocketFrameException corrupted) {
      close(
          (short) corrupted.closeStatus().code(),
          "not a frame of at most " + LiveLimits.MAX_FRAME + " bytes");
    } else {
      close(TOO_BIG, "broken frame");
    }
  }

  /** Past Vert.x's own encoder, which would frame and copy each message for each session. */
  private void write(byte[] frames, Runnable written) {
    ChannelHandlerContext out = Objects.requireNonNull(wire);
    out.writeAndFlush(Unpooled.wrappedBuffer(frames)).addListener(done -> written.run());
  }
}
