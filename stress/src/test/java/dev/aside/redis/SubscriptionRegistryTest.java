package dev.aside.redis;

import dev.aside.spi.Broker.Receiver;
import dev.aside.stress.Interleavings;
import dev.aside.testkit.RecordingReceiver;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The registry of subscriptions, with callers that add and remove while the connection confirms,
 * refuses, goes and comes: each outcome is one of a plain set, and once it is quiet the server has
 * what is wanted and nothing else, and everybody who waits has been told.
 */
final class SubscriptionRegistryTest {

  @Test
  void subscriptions_interleavingsOneByOne_areThoseOfASet() {
    Interleavings.oneByOne(Registry.class, SetOfChannels.class);
  }

  @Test
  void subscriptions_threadsAtOnce_areThoseOfASet() {
    Interleavings.atOnce(Registry.class, SetOfChannels.class);
  }

  /** {@link Subscriptions}, two channels, and a server behind one connection at a time. */
  @Param(name = "channel", gen = IntGen.class, conf = "1:2")
  public static class Registry {
    private final Subscriptions subscriptions = new Subscriptions();
    private final Receiver receiver = RecordingReceiver.create();
    private final Queue<CompletableFuture<?>> promises = new ConcurrentLinkedQueue<>();
    private Server server = new Server(); // what the I/O thread talks to; one operation at a time

    /** Connected. */
    public Registry() {
      subscriptions.up(server);
    }

    /** Whether nobody had it. */
    @Operation
    public boolean add(@Param(name = "channel") int channel) {
      try {
        promises.add(subscriptions.add("c" + channel, receiver));
        return true;
      } catch (IllegalStateException taken) {
        return false;
      }
    }

    /** Gives it up. */
    @Operation
    public void remove(@Param(name = "channel") int channel) {
      promises.add(subscriptions.remove("c" + channel));
    }

    /** The server's next answer comes in. */
    @Operation(nonParallelGroup = "io")
    public void confirm() {
      server.answer(/* refuse= */ false);
    }

    /** The server's next answer comes in, and is no. */
    @Operation(nonParallelGroup = "io")
    public void refuse() {
      server.answer(/* refuse= */ true);
    }

    /** The connection goes, and the next one comes. */
    @Operation(nonParallelGroup = "io")
    public void reconnect() {
      subscriptions.down();
      server = new Server();
      subscriptions.up(server);
    }

    /** The timer asks again. */
    @Operation
    public void retry() {
      subscriptions.retry();
    }

    /** Once it is quiet. */
    @Validate
    public void serverHasWhatIsWanted() {
      server.answerAll();
      subscriptions.retry();
      server.answerAll();
      Set<String> wanted = new TreeSet<>();
      for (int channel = 1; channel <= 2; channel++) {
        try {
          subscriptions.add("c" + channel, receiver);
          subscriptions.remove("c" + channel);
        } catch (IllegalStateException taken) {
          wanted.add("c" + channel);
        }
      }
      server.answerAll();
      if (!server.subscribed.equals(wanted)) {
        throw new IllegalStateException(
            "wanted: " + wanted + ", at the server: " + server.subscribed);
      }
      if (!promises.stream().allMatch(CompletableFuture::isDone)) {
        throw new IllegalStateException("somebody waits for ever");
      }
    }

    private final class Server implements Subscriptions.Commands {
      final Set<String> subscribed = new HashSet<>(); // guarded by unanswered
      private final Queue<String> unanswered = new ArrayDeque<>(); // guarded by itself

      @Override
      public void subscribe(String channel) {
        synchronized (unanswered) {
          unanswered.add("+" + channel);
        }
      }

      @Override
      public void unsubscribe(String channel) {
        synchronized (unanswered) {
          unanswered.add("-" + channel);
        }
      }

      boolean answer(boolean refuse) {
        String command;
        boolean refused;
        synchronized (unanswered) {
          command = unanswered.poll();
          if (command == null) {
            return false;
          }
          refused = refuse && command.startsWith("+");
          if (!refused && command.startsWith("+")) {
            subscribed.add(command.substring(1));
          } else {
            subscribed.remove(command.substring(1));
          }
        }
        String channel = command.substring(1);
        if (refused) {
          subscriptions.refused(this, channel);
        } else if (command.startsWith("+")) {
          subscriptions.subscribed(channel);
        } else {
          subscriptions.unsubscribed(channel);
        }
        return true;
      }

      void answerAll() {
        boolean more = true;
        while (more) {
          more = answer(/* refuse= */ false);
        }
      }
    }
  }

  /** What is wanted, one thing after the other. Confined to one thread. */
  public static class SetOfChannels {
    private final Set<Integer> wanted = new HashSet<>();

    /** As in a set. */
    public boolean add(int channel) {
      return wanted.add(channel);
    }

    /** As in a set. */
    public void remove(int channel) {
      wanted.remove(channel);
    }

    /** Changes nothing that is wanted. */
    public void confirm() {}

    /** Changes nothing that is wanted. */
    public void refuse() {}

    /** Changes nothing that is wanted. */
    public void reconnect() {}

    /** Changes nothing that is wanted. */
    public void retry() {}
  }
}
