package dev.aside.server.gateway;

import dev.aside.gateway.Disconnect;
import dev.aside.gateway.Session;
import dev.aside.gateway.Transport;
import dev.aside.server.http.Loop;
import dev.aside.server.live.WebSocketFrames;
import dev.aside.spi.TimeSource;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client's WebSocket: each text message is one frame of the protocol. Confined to its loop, but
 * for {@link #wake} and {@link #disconnect}.
 */
final class WebSocketDoor implements Transport {
  /** Bytes handed to the network at once; the rest waits in the session, where it is counted. */
  private static final int MAX_IN_NETWORK = 64 << 10;

  /** How long a client has to take its close frame; then its connection is cut. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

  private static final short TOO_BIG = 1009;
  private static final short PROTOCOL_ERROR = 1002;

  private static final Disconnect INAPPROPRIATE = new Disconnect(3506, "inappropriate protocol");

  private final Loop loop;
  private final TimeSource time;
  private final AtomicBoolean awake = new AtomicBoolean();
  private @Nullable Session session;
  private @Nullable ServerWebSocket socket;
  private @Nullable ChannelHandlerContext wire;
  private boolean writing;
  private boolean closing;

  WebSocketDoor(Loop loop, TimeSource time) {
    this.loop = loop;
    this.time = time;
  }

  /** The handshake is done: frames go to {@code mine} and come from it. */
  void open(ServerWebSocket opened, Session mine) {
    socket = opened;
    session = mine;
    wire = ((WebSocketInternal) opened).channelHandlerContext();
    opened.textMessageHandler(text -> mine.receive(text.getBytes(StandardCharsets.UTF_8)));
    opened.binaryMessageHandler(bytes -> mine.disconnect(INAPPROPRIATE));
    opened.exceptionHandler(this::broken);
    pump();
  }

  @Override
  public void wake() {
    if (awake.compareAndSet(false, true)) {
      loop.runLater(
          () -> {
            awake.set(false);
            pump();
          });
    }
  }

  @Override
  public void disconnect(Disconnect why) {
    loop.runLater(() -> close((short) why.code(), why.reason()));
  }

  private void pump() {
    Session from = session;
    ChannelHandlerContext out = wire;
    if (from == null || out == null || writing || closing) {
      return;
    }
    List<byte[]> lines = from.take(MAX_IN_NETWORK);
    if (lines.isEmpty()) {
      return;
    }
    writing = true;
    out.writeAndFlush(Unpooled.wrappedBuffer(frame(lines)))
        .addListener(
            written -> {
              writing = false;
              pump();
            });
  }

  /** Past Vert.x's own encoder, which would turn each line into text and back. */
  private static byte[] frame(List<byte[]> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WebSocketFrames.append(out, Lines.join(lines), true);
    return out.toByteArray();
  }

  private void broken(Throwable error) {
    if (error instanceof CorruptedWebSocketFrameException corrupted) {
      close((short) corrupted.closeStatus().code(), "no frame of this server's");
    } else {
      boolean tooLong = String.valueOf(error.getMessage()).contains("size");
      close(tooLong ? TOO_BIG : PROTOCOL_ERROR, "broken frame");
    }
  }

  private void close(short code, String reason) {
    ServerWebSocket open = socket;
    ChannelHandlerContext out = wire;
    if (closing || open == null || out == null) {
      return;
    }
    closing = true;
    open.close(code, reason);
    time.schedule(CLOSE_GRACE, () -> loop.runLater(out::close));
  }
}
