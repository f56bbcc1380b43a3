package dev.aside.bench.service;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Event loops with the best transport there is, for sockets and for Lettuce alike. Thread-safe. */
public final class Loops {
  private static final int BACKLOG = 4_096;
  private static final int WRITES_PER_FLUSH = 64;

  private final EventLoopGroup group;
  private final boolean epoll = Epoll.isAvailable();

  /** So many threads. */
  public Loops(int threads) {
    group =
        new MultiThreadIoEventLoopGroup(
            threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** Listens on a free port of 127.0.0.1. */
  public int listen(ChannelHandler perConnection) throws InterruptedException {
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(perConnection)
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Settings for connecting; the handler is still to be set. */
  public Bootstrap client() {
    return new Bootstrap()
        .group(group)
        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true);
  }

  /** Lettuce on these loops, so that an answer need not change threads; with shared flushes. */
  public RedisClient lettuce(int port) {
    ClientResources resources =
        DefaultClientResources.builder()
            .eventLoopGroupProvider(new Shared())
            .nettyCustomizer(
                new NettyCustomizer() {
                  @Override
                  public void afterChannelInitialized(Channel channel) {
                    channel
                        .pipeline()
                        .addFirst(new FlushConsolidationHandler(WRITES_PER_FLUSH, true));
                  }
                })
            .build();
    return RedisClient.create(resources, RedisURI.create("127.0.0.1", port));
  }

  /** The threads. */
  public EventLoopGroup group() {
    return group;
  }

  /** Gives Lettuce our loops instead of its own. */
  private final class Shared extends DefaultEventLoopGroupProvider {
    Shared() {
      super(1);
    }

    @Override
    @SuppressWarnings("unchecked") // Lettuce asks for the kind of group that its transport needs
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
      return (T) group;
    }

    @Override
    public Promise<Boolean> release(
        EventExecutorGroup released, long quietPeriod, long timeout, TimeUnit unit) {
      return group.next().<Boolean>newPromise().setSuccess(true);
    }
  }
}
