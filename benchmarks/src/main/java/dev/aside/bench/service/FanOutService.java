package dev.aside.bench.service;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends each message of the Redis channel {@code chat_channel} to each WebSocket at {@code /chat}:
 * either a frame for each socket, as code is usually written, or all that has come in at once as
 * one shared buffer and one flush, which is the best that was found. Nobody is ever too slow.
 */
public final class FanOutService {
  private static final String CHANNEL = "chat_channel";
  private static final int MAX_REQUEST = 8_192;
  private static final int MAX_BATCH = 48 << 10;
  private static final int SHORT = 126;

  private final EventLoop loop;
  private final boolean shared;
  private final Set<Channel> sockets = new LinkedHashSet<>(); // confined to the loop
  private final Queue<byte[]> incoming = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  private FanOutService(EventLoop loop, boolean shared) {
    this.loop = loop;
    this.shared = shared;
  }

  /** Serves; arguments: the port of Redis, and {@code each} or {@code shared}. */
  public static void main(String[] arguments) throws InterruptedException {
    Loops loops = new Loops(1);
    FanOutService service = new FanOutService(loops.group().next(), arguments[1].equals("shared"));
    StatefulRedisPubSubConnection<byte[], byte[]> redis =
        loops.lettuce(Integer.parseInt(arguments[0])).connectPubSub(ByteArrayCodec.INSTANCE);
    redis.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] channel, byte[] payload) {
            service.received(payload);
          }
        });
    redis.sync().subscribe(CHANNEL.getBytes(StandardCharsets.US_ASCII));
    int port =
        loops.listen(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(MAX_REQUEST),
                        new WebSocketServerProtocolHandler("/chat"),
                        service.new Socket());
              }
            });
    System.out.println("port " + port);
  }

  private void received(byte[] payload) {
    incoming.add(payload);
    if (scheduled.compareAndSet(false, true)) {
      loop.execute(shared ? this::sendShared : this::sendEach);
    }
  }

  private void sendEach() {
    scheduled.set(false);
    for (byte[] payload = incoming.poll(); payload != null; payload = incoming.poll()) {
      for (Channel socket : sockets) {
        socket.writeAndFlush(
            new TextWebSocketFrame(Unpooled.wrappedBuffer(payload)), socket.voidPromise());
      }
    }
  }

  private void sendShared() {
    scheduled.set(false);
    ByteBuf frames = Unpooled.directBuffer();
    for (byte[] payload = incoming.poll(); payload != null; payload = incoming.poll()) {
      writeFrame(frames, payload);
      if (frames.readableBytes() >= MAX_BATCH) {
        break;
      }
    }
    for (Channel socket : sockets) {
      ChannelHandlerContext beforeEncoders = socket.pipeline().firstContext();
      beforeEncoders.writeAndFlush(frames.retainedDuplicate(), beforeEncoders.voidPromise());
    }
    frames.release();
    if (!incoming.isEmpty() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::sendShared);
    }
  }

  /** RFC 6455 section 5.2: final text frame, no mask, length in 7 or 16 bits. */
  private static void writeFrame(ByteBuf out, byte[] payload) {
    out.writeByte(0x81);
    if (payload.length < SHORT) {
      out.writeByte(payload.length);
    } else {
      out.writeByte(SHORT).writeShort(payload.length);
    }
    out.writeBytes(payload);
  }

  /** One client; what it sends is dropped. */
  private final class Socket extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete) {
        sockets.add(context.channel());
      }
      context.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      // Clients only listen.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      sockets.remove(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
