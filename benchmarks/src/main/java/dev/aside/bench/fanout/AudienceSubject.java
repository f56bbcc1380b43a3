package dev.aside.bench.fanout;

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
import org.jspecify.annotations.Nullable;

/**
 * The audience: WebSockets that stay connected to one server, and the publisher, all on one event
 * loop. A round publishes to Redis and takes the time until each socket has each message.
 */
public final class AudienceSubject implements Subject {
  static final String PORT = "target";
  static final String SOCKETS = "sockets";
  static final String SECONDS = "seconds";

  /** Messages under way at most; the next is published when every socket has the oldest. */
  static final String WINDOW = "window";

  /** Messages a second; 0: as the window allows. */
  static final String RATE = "rate";

  /** Connections that are opened at once. */
  private static final int OPENING = 100;

  private static final long MAX_OPEN_SECONDS = 60;

  private @Nullable Audience audience;
  private @Nullable Publisher publisher;

  @Override
  public Metrics open(Settings settings) throws Exception {
    Loops loops = new Loops(1);
    int sockets = settings.number(SOCKETS);
    int port = settings.number(PORT);
    Audience made = new Audience(sockets);
    audience = made;
    publisher = new Publisher(loops, settings.number("port"), made);
    List<Channel> opening = new ArrayList<>();
    for (int i = 0; i < sockets; i++) {
      opening.add(
          loops
              .client()
              .handler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      channel.pipeline().addLast(new Listener(made));
                    }
                  })
              .connect("127.0.0.1", port)
              .sync()
              .channel());
      if (opening.size() % OPENING == 0) {
        made.awaitOpen(opening.size(), MAX_OPEN_SECONDS, TimeUnit.SECONDS);
      }
    }
    made.awaitOpen(sockets, MAX_OPEN_SECONDS, TimeUnit.SECONDS);
    return Metrics.NONE;
  }

  @Override
  public Metrics measure(Settings round) throws Exception {
    Audience measured = Objects.requireNonNull(audience, "audience");
    Publisher source = Objects.requireNonNull(publisher, "publisher");
    double seconds = round.decimal(SECONDS);
    source.run(round.number(WINDOW), round.number(RATE), seconds);
    return Latencies.metrics(measured.takeTimes())
        .with(Load.OPS, measured.takeDelivered() / source.seconds())
        .with(INVALID, measured.lost());
  }

  @Override
  public void close() {
    // Its connections end with the process.
  }
}
