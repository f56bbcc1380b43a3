package dev.aside.bench.remote;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a client on Netty can reach that does nothing but GET on one connection, written for the
 * benchmark: callers queue, the event loop writes all that has queued and flushes once. It checks
 * nothing, times nothing out and does not reconnect.
 */
final class NettyReads implements RemoteReads {
  private static final int MAX_WRITES_PER_FLUSH = 256;

  private final EventLoopGroup loops;
  private final Channel channel;
  private final Queue<Get> queue = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final ArrayDeque<Get> sent = new ArrayDeque<>(); // confined to the event loop

  /** One read. */
  private static final class Get extends CompletableFuture<byte @Nullable []> {
    private final String key;

    Get(String key) {
      this.key = key;
    }
  }

  NettyReads(int port) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loops = new MultiThreadIoEventLoopGroup(1, io);
    channel =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel made) {
                    made.pipeline().addLast(new Replies());
                  }
                })
            .connect("127.0.0.1", port)
            .sync()
            .channel();
  }

  @Override
  public byte @Nullable [] get(String key) throws ExecutionException, InterruptedException {
    return send(key).get();
  }

  @Override
  public CompletionStage<?> getAsync(String key) {
    return send(key);
  }

  private CompletableFuture<byte @Nullable []> send(String key) {
    Get get = new Get(key);
    queue.add(get);
    if (scheduled.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::write);
    }
    return get;
  }

  private void write() {
    scheduled.set(false);
    ByteBuf out = channel.alloc().ioBuffer();
    int written = 0;
    for (Get get = queue.poll(); get != null; get = queue.poll()) {
      byte[] key = get.key.getBytes(StandardCharsets.US_ASCII);
      out.writeCharSequence(
          "*2\r\n$3\r\nGET\r\n$" + key.length + "\r\n", StandardCharsets.US_ASCII);
      out.writeBytes(key).writeByte('\r').writeByte('\n');
      sent.add(get);
      if (++written == MAX_WRITES_PER_FLUSH) {
        break;
      }
    }
    channel.writeAndFlush(out, channel.voidPromise());
    if (!queue.isEmpty() && scheduled.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::write);
    }
  }

  /** Replies of GET: {@code $5 CRLF hello CRLF}, or {@code $-1 CRLF}. */
  private final class Replies extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      while (true) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        if (end < 0) {
          return;
        }
        int start = in.readerIndex();
        int length =
            Integer.parseInt(in.toString(start + 1, end - start - 2, StandardCharsets.US_ASCII));
        if (length < 0) {
          in.readerIndex(end + 1);
          sent.remove().complete(null);
          continue;
        }
        if (in.writerIndex() < end + 1 + length + 2) {
          return;
        }
        byte[] value = new byte[length];
        in.getBytes(end + 1, value);
        in.readerIndex(end + 1 + length + 2);
        sent.remove().complete(value);
      }
    }
  }

  @Override
  public void close() {
    channel.close();
    loops.shutdownGracefully();
  }
}
