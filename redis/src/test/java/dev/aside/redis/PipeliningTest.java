package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Commands of many callers go out together, and one that is alone goes out at once. What counts is
 * how often the socket is written to, so it is counted, and no time is measured.
 */
@Timeout(60)
class PipeliningTest {
  private static final int READS = 1_000;
  private static final byte[] KEY = Open.utf8("user:42");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final AtomicInteger flushes = new AtomicInteger();
  private final AtomicReference<Channel> channel = new AtomicReference<>();
  private Threads threads;
  private ClientResources resources;
  private RedisClient client;
  private StatefulRedisConnection<byte[], byte[]> connection;

  /** Nearest to the socket: sees what is left of the flushes. */
  private final class Counter extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext context) throws Exception {
      flushes.incrementAndGet();
      super.flush(context);
    }
  }

  @BeforeEach
  void connect() {
    threads = new Threads();
    NettyCustomizer ours = threads.resources().nettyCustomizer();
    NettyCustomizer counted =
        new NettyCustomizer() {
          @Override
          public void afterChannelInitialized(Channel made) {
            ours.afterChannelInitialized(made);
            made.pipeline().addFirst(new Counter());
            channel.set(made);
          }
        };
    resources = threads.resources().mutate().nettyCustomizer(counted).build();
    client = RedisClient.create(resources);
    connection =
        client.connect(
            ByteArrayCodec.INSTANCE,
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(redis.port())
                .withTimeout(Duration.ofSeconds(20))
                .build());
    Await.result(connection.async().ping());
    flushes.set(0);
  }

  @AfterEach
  void close() {
    threads.close(client.shutdownAsync(0, 0, TimeUnit.SECONDS));
  }

  @Test
  void reads_ofManyCallersAtOnce_goOutTogether() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    Objects.requireNonNull(channel.get())
        .eventLoop()
        .execute(() -> await(hold)); // so that all reads are there when the first is written
    List<CompletionStage<byte[]>> reads = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(new Thread(() -> read(reads)));
    }
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }

    hold.countDown();
    reads.forEach(Await::result);

    assertEquals(READS, reads.size());
    int most = READS / 32 + 2;
    assertTrue(flushes.get() <= most, flushes + " flushes (expected: at most " + most + ")");
  }

  private void read(List<CompletionStage<byte[]>> reads) {
    for (int i = 0; i < READS / 4; i++) {
      CompletionStage<byte[]> read = connection.async().get(KEY);
      synchronized (reads) {
        reads.add(read);
      }
    }
  }

  @Test
  void read_ofALoneCaller_goesOutByItselfEachTime() {
    for (int i = 1; i <= 20; i++) {
      Await.result(connection.async().get(KEY));
      assertEquals(i, flushes.get());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
