package dev.aside.topic;

import dev.aside.Codec;
import dev.aside.spi.Broker;
import dev.aside.spi.Environment;
import dev.aside.spi.TimeSource;
import dev.aside.stress.Interleavings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Subscribers that come and go on one channel: the server is asked for it while there is one, once,
 * and each message reaches those that are there.
 */
final class TopicsTest {

  @Test
  void topics_interleavingsOneByOne_areThoseOfAList() {
    Interleavings.oneByOne(OneChannel.class, OpenOrNot.class);
  }

  @Test
  void topics_threadsAtOnce_areThoseOfAList() {
    Interleavings.atOnce(OneChannel.class, OpenOrNot.class);
  }

  /** {@link Topics} over a server that does as it is told; each thread has one subscription. */
  @Param(name = "caller", gen = ThreadIdGen.class)
  public static class OneChannel {
    private static final int MAX_THREADS = 8;

    private final Server server = new Server();
    private final Topic<String> topic =
        Topics.over(server, new Environment(TimeSource.system(), new Random(1), Runnable::run))
            .builder("t", Codec.utf8())
            .build();
    private final List<@Nullable Subscription> open = new ArrayList<>();
    private int received; // by the validation only

    /** Nobody is there. */
    public OneChannel() {
      for (int i = 0; i < MAX_THREADS; i++) {
        open.add(null);
      }
    }

    /** The caller subscribes, if it has not; whether it had not. */
    @Operation
    public boolean subscribe(@Param(name = "caller") int caller) {
      if (open.get(caller) != null) {
        return false;
      }
      open.set(caller, topic.subscribe(message -> received++));
      return true;
    }

    /** The caller gives its subscription up; whether it had one. */
    @Operation
    public boolean close(@Param(name = "caller") int caller) {
      Subscription mine = open.get(caller);
      if (mine == null) {
        return false;
      }
      mine.close();
      open.set(caller, null);
      return true;
    }

    /** A subscriber that has gone is closed once more, by its owner's cleaning up. */
    @Operation
    public void closeTwice(@Param(name = "caller") int caller) {
      Subscription mine = open.get(caller);
      if (mine != null) {
        mine.close();
        mine.close();
        open.set(caller, null);
      }
    }

    /** Once it is quiet. */
    @Validate
    public void messageReachesThoseThatAreThere() {
      received = 0;
      server.send("hello");
      long there = open.stream().filter(each -> each != null).count();
      if (received != there) {
        throw new IllegalStateException("received by " + received + " of " + there);
      }
      if (server.isSubscribed() != there > 0) {
        throw new IllegalStateException(there + " there, subscribed: " + server.isSubscribed());
      }
    }
  }

  /** Confirms at once. Thread-safe, as the callers of its lock. */
  private static final class Server implements Broker {
    private @Nullable Receiver receiver; // guarded by this

    @Override
    public CompletionStage<Long> publish(String channel, byte[] payload) {
      throw new UnsupportedOperationException("nobody publishes here");
    }

    @Override
    public synchronized CompletionStage<@Nullable Void> subscribe(String channel, Receiver added) {
      if (receiver != null) {
        throw new IllegalStateException("channel: " + channel + " (expected: no receiver yet)");
      }
      receiver = added;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<@Nullable Void> unsubscribe(String channel) {
      receiver = null;
      return CompletableFuture.completedFuture(null);
    }

    synchronized boolean isSubscribed() {
      return receiver != null;
    }

    synchronized void send(String text) {
      if (receiver != null) {
        receiver.message(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Who is there, one thing after the other. Confined to one thread. */
  public static class OpenOrNot {
    private final boolean[] open = new boolean[OneChannel.MAX_THREADS];

    /** Whether it was not. */
    public boolean subscribe(int caller) {
      boolean fresh = !open[caller];
      open[caller] = true;
      return fresh;
    }

    /** Whether it was. */
    public boolean close(int caller) {
      boolean was = open[caller];
      open[caller] = false;
      return was;
    }

    /** It is no longer. */
    public void closeTwice(int caller) {
      open[caller] = false;
    }
  }
}
