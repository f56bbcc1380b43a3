package dev.aside.redis;

import dev.aside.spi.BackendConfig;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.TimeoutOptions.TimeoutSource;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes connections to one server, with Lettuce set up the way we need it. Thread-safe. */
final class Connector {
  /** Commands sent and not yet answered, per connection; one more fails at once. */
  static final int MAX_REQUESTS = 10_000;

  /** After this long without anything the kernel asks the other side whether it is there. */
  private static final Duration KEEP_ALIVE_IDLE = Duration.ofSeconds(5);

  private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(2);
  private static final int KEEP_ALIVE_PROBES = 3;

  /** How long the kernel tries to deliver what we have sent, before the connection is dead. */
  private static final Duration TCP_USER_TIMEOUT = Duration.ofSeconds(10);

  /** Of heartbeats and subscriptions. */
  private static final Set<ProtocolKeyword> OWN_COMMANDS =
      Set.of(CommandType.PING, CommandType.TIME, CommandType.SUBSCRIBE, CommandType.UNSUBSCRIBE);

  private static final Duration IDLE_THREAD_LIFE = Duration.ofSeconds(5);

  private final RedisAddress address;
  private final Credentials credentials;
  private final BackendConfig config;
  private final Threads threads;
  private final ThreadPoolExecutor connecting;
  private final RedisClient client;

  Connector(RedisAddress address, Credentials credentials, BackendConfig config) {
    this.address = address;
    this.credentials = credentials;
    this.config = config;
    threads = new Threads();
    connecting =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_THREAD_LIFE.toNanos(),
            TimeUnit.NANOSECONDS,
            new LinkedBlockingQueue<>(), // one task per link at most
            threads.factory("connect"));
    connecting.allowCoreThreadTimeOut(true);
    client = RedisClient.create(threads.resources());
    client.setOptions(options());
  }

  /** Where connections are begun: it may block, for the supplier of the password. */
  Executor connecting() {
    return connecting;
  }

  /** A connection for commands. To be called on {@link #connecting()}. */
  CompletionStage<StatefulRedisConnection<byte[], byte[]>> open() {
    return client.connectAsync(ByteArrayCodec.INSTANCE, uri());
  }

  /** A connection for messages. To be called on {@link #connecting()}. */
  CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> openForMessages() {
    return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri());
  }

  /** Closes every connection and ends every thread; returns within a few seconds. */
  void close() {
    connecting.shutdownNow();
    threads.close(client.shutdownAsync(0, 0, TimeUnit.SECONDS));
  }

  private RedisURI uri() {
    RedisURI.Builder uri =
        RedisURI.builder()
            .withHost(address.host())
            .withPort(address.port())
            .withDatabase(address.database())
            .withSsl(address.tls())
            .withVerifyPeer(SslVerifyMode.FULL)
            .withClientName(config.clientName())
            .withTimeout(config.connectTimeout()); // of the handshake
    RedisCredentialsProvider now = credentials.next();
    if (now != null) {
      uri.withAuthentication(now);
    }
    return uri.build();
  }

  private ClientOptions options() {
    return ClientOptions.builder()
        .autoReconnect(false) // see Link: a new connection each time, nothing sent twice
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MAX_REQUESTS)
        .protocolVersion(ProtocolVersion.RESP3)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .timeoutOptions(TimeoutOptions.builder().timeoutSource(timeouts()).build())
        .socketOptions(socketOptions())
        .sslOptions(
            SslOptions.builder()
                .jdkSslProvider()
                .protocols("TLSv1.3", "TLSv1.2")
                .handshakeTimeout(tlsTimeout())
                .build())
        .build();
  }

  /** Before the time of the whole try is over, so that it is known what has taken so long. */
  private Duration tlsTimeout() {
    return config.connectTimeout().multipliedBy(3).dividedBy(4);
  }

  private SocketOptions socketOptions() {
    SocketOptions.Builder options =
        SocketOptions.builder()
            .connectTimeout(config.connectTimeout())
            .keepAlive(
                KeepAliveOptions.builder()
                    .enable()
                    .idle(KEEP_ALIVE_IDLE)
                    .interval(KEEP_ALIVE_INTERVAL)
                    .count(KEEP_ALIVE_PROBES)
                    .build());
    if (EpollProvider.isAvailable()) { // others do not have it
      options.tcpUserTimeout(
          TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(TCP_USER_TIMEOUT).build());
    }
    return options.build();
  }

  /** Commands have the time they are given; those that nobody waits for, as silence may last. */
  private TimeoutSource timeouts() {
    long commandNanos = config.commandTimeout().toNanos();
    long ownNanos = Link.MAX_SILENCE.toNanos();
    return new TimeoutSource() {
      @Override
      public long getTimeout(RedisCommand<?, ?, ?> command) {
        return OWN_COMMANDS.contains(command.getType()) ? ownNanos : commandNanos;
      }

      @Override
      public TimeUnit getTimeUnit() {
        return TimeUnit.NANOSECONDS;
      }
    };
  }
}
