package dev.aside.bench.http;

import dev.aside.bench.load.Latencies;
import dev.aside.bench.load.Load;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import dev.aside.bench.service.Loops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends {@code GET} on kept-alive connections, one after the other on each, from one thread and
 * with as little work of its own as it can: it shares the processors with the server.
 */
public final class HttpLoadSubject implements Subject {
  static final String PORT = "target";
  static final String PATH = "path";
  static final String CONNECTIONS = "connections";
  static final String SECONDS = "seconds";

  private static final long MAX_ANSWER_SECONDS = 20;

  private @Nullable Loops loops;

  @Override
  public Metrics open(Settings settings) {
    loops = new Loops(1);
    return Metrics.NONE;
  }

  @Override
  public Metrics measure(Settings round) throws InterruptedException {
    Loops client = Objects.requireNonNull(loops, "loops");
    HttpRound shared = new HttpRound(round.text(PATH));
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < round.number(CONNECTIONS); i++) {
      channels.add(
          client
              .client()
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      channel.pipeline().addLast(new HttpConnection(shared));
                    }
                  })
              .connect("127.0.0.1", round.number(PORT))
              .sync()
              .channel());
    }
    shared.begin(round.decimal(SECONDS));
    channels.forEach(channel -> channel.eventLoop().execute(() -> HttpConnection.start(channel)));
    shared.awaitEnd(channels.size(), MAX_ANSWER_SECONDS, TimeUnit.SECONDS);
    Histogram times = shared.times();
    for (Channel channel : channels) {
      channel.close().sync();
    }
    return Latencies.metrics(times)
        .with(Load.OPS, times.getTotalCount() / shared.seconds())
        .with(INVALID, shared.failures());
  }

  @Override
  public void close() {
    // Its threads end with the process.
  }
}
