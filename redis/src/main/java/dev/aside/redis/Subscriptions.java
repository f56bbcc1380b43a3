package dev.aside.redis;

import dev.aside.spi.Broker.Receiver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which channels are wanted, and how far the server has followed. For each channel there is at most
 * one command under way; when it is confirmed, what is wanted by then is compared with what is, and
 * the next command follows from the difference. A new connection begins with nothing and gets there
 * in the same way.
 *
 * <pre>
 *   wanted, not live ──SUBSCRIBE──► live for it       first time: confirmed; later: gap
 *   live, not wanted ──UNSUBSCRIBE──► not live: gone
 * </pre>
 *
 * <p>Thread-safe. Decisions are made under the lock, commands sent and others told outside of it.
 * What comes in from the connection comes in on one thread, in the order of the stream.
 */
final class Subscriptions {
  /** Commands sent and not yet confirmed; the other channels wait for their turn. */
  static final int MAX_UNDER_WAY = 1_000;

  /** Sends commands, without waiting. */
  interface Commands {
    void subscribe(String channel);

    void unsubscribe(String channel);
  }

  /** One receiver's time on a channel. Fields guarded by the lock of the subscriptions. */
  private static final class Subscription {
    final Receiver receiver;
    final CompletableFuture<@Nullable Void> confirmed = new CompletableFuture<>();
    final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
    boolean wasLive;

    Subscription(Receiver receiver) {
      this.receiver = receiver;
    }

    void end() {
      confirmed.completeExceptionally(new CancellationException("ended before it was confirmed"));
      gone.complete(null);
    }
  }

  /** One channel. Fields guarded by the lock of the subscriptions. */
  private static final class Channel {
    final String name;
    @Nullable Subscription wanted;
    @Nullable Subscription asked; // SUBSCRIBE is under way for it
    @Nullable Subscription live; // the connection's messages are for it
    boolean leaving; // UNSUBSCRIBE is under way
    boolean refused; // the server said no; to be asked again later

    Channel(String name) {
      this.name = name;
    }

    boolean isIdle() {
      return wanted == null && asked == null && live == null;
    }
  }

  private final Map<String, Channel> channels = new HashMap<>(); // guarded by this
  private final ConcurrentMap<String, Receiver> routes = new ConcurrentHashMap<>(); // to the live
  private @Nullable Commands commands; // guarded by this; null: no connection
  private final Set<Channel> backlog = new LinkedHashSet<>(); // guarded by this; to be stepped
  private int underWay; // guarded by this; commands
  private int refusals; // guarded by this; channels that are refused
  private boolean closed; // guarded by this

  /**
   * Begins to want {@code name}.
   *
   * @return completes with the server's first confirmation
   * @throws IllegalStateException if it is wanted already
   */
  CompletableFuture<@Nullable Void> add(String name, Receiver receiver) {
    Subscription added = new Subscription(receiver);
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new TroubleException("closed"));
      }
      Channel channel = channels.computeIfAbsent(name, Channel::new);
      if (channel.wanted != null) {
        throw new IllegalStateException("channel: " + name + " (expected: no receiver yet)");
      }
      channel.wanted = added;
      step(channel, actions);
    }
    actions.forEach(Runnable::run);
    return added.confirmed.copy();
  }

  /**
   * Ceases to want {@code name}.
   *
   * @return completes when its receiver gets nothing more
   */
  CompletableFuture<@Nullable Void> remove(String name) {
    List<Runnable> actions = new ArrayList<>();
    CompletableFuture<@Nullable Void> gone;
    synchronized (this) {
      Channel channel = channels.get(name);
      if (channel == null) {
        return CompletableFuture.completedFuture(null);
      }
      Subscription last = channel.wanted;
      channel.wanted = null;
      gone = goneOf(channel, last, actions);
      step(channel, actions);
    }
    actions.forEach(Runnable::run);
    return gone.copy();
  }

  private CompletableFuture<@Nullable Void> goneOf(
      Channel channel, @Nullable Subscription last, List<Runnable> actions) {
    Subscription leaving = (channel.asked == null) ? channel.live : channel.asked;
    if (last != null && last != leaving) { // the server was never asked for it
      actions.add(last::end);
      return last.gone;
    }
    return (leaving == null) ? CompletableFuture.completedFuture(null) : leaving.gone;
  }

  /** There is a new connection, with no subscriptions yet. */
  void up(Commands now) {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      commands = now;
      List.copyOf(channels.values()).forEach(channel -> step(channel, actions));
    }
    actions.forEach(Runnable::run);
  }

  /** The connection is gone, and all it has brought has been handed over. */
  void down() {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      commands = null;
      routes.clear();
      backlog.clear();
      underWay = 0;
      for (Channel channel : List.copyOf(channels.values())) {
        endUnwanted(channel, channel.asked, actions);
        endUnwanted(channel, channel.live, actions);
        channel.asked = null;
        channel.live = null;
        channel.leaving = false;
        admit(channel);
        step(channel, actions);
      }
    }
    actions.forEach(Runnable::run);
  }

  private static void endUnwanted(
      Channel channel, @Nullable Subscription other, List<Runnable> actions) {
    if (other != null && other != channel.wanted) {
      actions.add(other::end);
    }
  }

  /** The server has confirmed SUBSCRIBE. */
  void subscribed(String name) {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      Channel channel = channels.get(name);
      Subscription now = (channel == null) ? null : channel.asked;
      if (channel == null || now == null) {
        return;
      }
      channel.asked = null;
      channel.live = now;
      routes.put(name, now.receiver);
      actions.add(now.wasLive ? now.receiver::gap : () -> now.confirmed.complete(null));
      now.wasLive = true;
      answered(channel, actions);
    }
    actions.forEach(Runnable::run);
  }

  /** The server has confirmed UNSUBSCRIBE, or has ended the subscription by itself. */
  void unsubscribed(String name) {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      Channel channel = channels.get(name);
      Subscription before = (channel == null) ? null : channel.live;
      if (channel == null || before == null) {
        return;
      }
      boolean answer = channel.leaving;
      channel.live = null;
      channel.leaving = false;
      routes.remove(name);
      endUnwanted(channel, before, actions);
      if (answer) {
        answered(channel, actions);
      } else {
        step(channel, actions);
      }
    }
    actions.forEach(Runnable::run);
  }

  /**
   * The server has refused SUBSCRIBE; {@link #retry} will ask again.
   *
   * @param by what the command was sent with: an answer can come after its connection has gone
   */
  void refused(Commands by, String name) {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      Channel channel = channels.get(name);
      Subscription asked = (channel == null) ? null : channel.asked;
      if (channel == null || asked == null || !by.equals(commands)) {
        return;
      }
      channel.asked = null;
      channel.refused = true;
      refusals++;
      endUnwanted(channel, asked, actions);
      answered(channel, actions);
    }
    actions.forEach(Runnable::run);
  }

  /** Asks again for the channels that the server has refused. */
  void retry() {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      for (Channel channel : List.copyOf(channels.values())) {
        admit(channel);
        step(channel, actions);
      }
    }
    actions.forEach(Runnable::run);
  }

  /** Whether no channel is wanted, or still to be left. */
  synchronized boolean isEmpty() {
    return channels.isEmpty();
  }

  /** Whether the server refuses a channel that is wanted. */
  synchronized boolean anyRefused() {
    return refusals > 0;
  }

  /** Hands over a message. */
  void message(String name, byte[] payload) {
    Receiver receiver = routes.get(name);
    if (receiver != null) {
      receiver.message(payload);
    }
  }

  /** Ends all subscriptions; there will be no others. */
  void close() {
    List<Runnable> actions = new ArrayList<>();
    synchronized (this) {
      closed = true;
      commands = null;
      routes.clear();
      backlog.clear();
      for (Channel channel : channels.values()) {
        for (Subscription each : new Subscription[] {channel.wanted, channel.asked, channel.live}) {
          if (each != null) {
            actions.add(each::end);
          }
        }
      }
      channels.clear();
      refusals = 0;
    }
    actions.forEach(Runnable::run);
  }

  private void admit(Channel channel) {
    if (channel.refused) {
      channel.refused = false;
      refusals--;
    }
  }

  /** A command for {@code channel} is no longer under way, which lets another one go. */
  private void answered(Channel channel, List<Runnable> actions) {
    underWay--;
    step(channel, actions);
    Iterator<Channel> waiting = backlog.iterator();
    while (underWay < MAX_UNDER_WAY && waiting.hasNext()) {
      Channel next = waiting.next();
      waiting.remove();
      step(next, actions);
    }
  }

  /** What to do next for {@code channel}, if anything and if it can be done now. */
  private void step(Channel channel, List<Runnable> actions) {
    if (channel.isIdle()) {
      admit(channel);
      channels.remove(channel.name, channel);
      return;
    }
    Commands now = commands;
    boolean busy = channel.asked != null || channel.leaving;
    if (now == null || busy || channel.live == channel.wanted) {
      return;
    }
    if (channel.live == null && channel.refused) {
      return;
    }
    if (underWay == MAX_UNDER_WAY) {
      backlog.add(channel);
      return;
    }
    underWay++;
    if (channel.live != null) {
      channel.leaving = true;
      actions.add(() -> now.unsubscribe(channel.name));
    } else {
      channel.asked = channel.wanted;
      actions.add(() -> now.subscribe(channel.name));
    }
  }
}
