package dev.aside.server.live;

import dev.aside.Aside;
import dev.aside.server.http.Loop;
import dev.aside.server.http.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All channels and sessions of this process. Redis sees one subscription per channel, however many
 * sessions it has. Thread-safe.
 */
public final class Hub {
  private final ChannelTopics topics;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final Map<Loop, Map<Session, Channel>> loops =
      new ConcurrentHashMap<>(); // values: loop's
  private final AtomicInteger sessions = new AtomicInteger();
  private final CompletableFuture<@Nullable Void> empty = new CompletableFuture<>();
  private volatile boolean ending;

  private Hub(Aside aside) {
    this.topics = new ChannelTopics(aside);
  }

  /** A hub over {@code aside}, which stays the caller's to close. */
  public static Hub over(Aside aside) {
    return new Hub(aside);
  }

  /** Channels that have sessions now. */
  public int channels() {
    return channels.size();
  }

  /** The topics behind the channels. */
  ChannelTopics topics() {
    return topics;
  }

  /** Calls heartbeats and deadlines of every session; to be called about once a second. */
  public void tick() {
    onEverySession(Session::tick);
  }

  /**
   * Tells every session to come back later, and waits until all have gone or {@code patience} is
   * over.
   */
  public void end(Duration patience) throws InterruptedException {
    ending = true;
    onEverySession(Session::goAway);
    try {
      if (sessions.get() > 0) {
        empty.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      onEverySession(Session::goAway); // some do not listen; the end of the process cuts them off
    }
  }

  /**
   * Adds a session to a channel; on the session's loop.
   *
   * @return completes when what is published from then on reaches the session
   * @throws Refusal with status 503 if there are too many channels
   */
  CompletionStage<@Nullable Void> join(String name, Session session) {
    while (true) {
      Channel channel = channel(name);
      if (channel.enter(session)) {
        mine(session.loop()).put(session, channel);
        sessions.incrementAndGet();
        return channel.ready();
      }
      channels.remove(name, channel); // its last session is just leaving
    }
  }

  /** Removes a session, after what its loop is doing now. Does nothing the second time. */
  void leave(String name, Session session) {
    session
        .loop()
        .runLater(
            () -> {
              Channel channel = mine(session.loop()).remove(session);
              if (channel != null) {
                if (channel.leave(session)) {
                  channels.remove(name, channel);
                }
                if (sessions.decrementAndGet() == 0 && ending) {
                  empty.complete(null);
                }
              }
            });
  }

  private Channel channel(String name) {
    Channel known = channels.get(name);
    if (known != null) {
      return known;
    }
    if (channels.size() >= LiveLimits.MAX_CHANNELS) {
      throw Refusal.of(503, "Too many channels are in use.");
    }
    Channel made = new Channel(topics.of(name));
    Channel faster = channels.putIfAbsent(name, made);
    if (faster != null) {
      return faster;
    }
    made.open();
    return made;
  }

  private void onEverySession(Consumer<Session> action) {
    loops.forEach((loop, mine) -> loop.runLater(() -> mine.keySet().forEach(action)));
  }

  private Map<Session, Channel> mine(Loop loop) {
    return loops.computeIfAbsent(loop, any -> new HashMap<>());
  }
}
