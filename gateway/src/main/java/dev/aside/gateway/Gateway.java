package dev.aside.gateway;

import dev.aside.Aside;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Json;
import dev.aside.spi.TimeSource;
import dev.aside.topic.Position;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one process over the topics of all. Doors bring it clients by {@link #open};
 * everything else happens here. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_HELLO = (int) Peers.HELLO.toSeconds();
  private static final String HELLO = "hello";
  private static final String BYE = "bye";

  private final Parts parts;
  private final Control control;
  private final Peers peers;
  private final Hub hub;
  private final Roster roster = new Roster();
  private final Presence presence;
  private final Orders orders;
  private final Commands commands;
  private volatile boolean draining;
  private volatile boolean closed;
  private int ticks; // owned by the tick under way; the next one is scheduled at its end

  private Gateway(Parts parts) {
    this.parts = parts;
    this.hub = new Hub(parts.streams());
    this.control = new Control(parts.streams(), parts.node());
    this.peers = new Peers(parts.time());
    this.presence = new Presence(hub, new Surveys(control, hub, peers, parts.time()));
    this.orders = new Orders(control, roster);
    this.commands = new Commands(parts, hub, roster, presence);
  }

  /**
   * Settings of a gateway.
   *
   * @param aside whose topics the channels are; it stays the caller's to close, after the gateway
   * @param executor where commands are done and procedures called, which may block there
   */
  public static GatewayBuilder over(Aside aside, Executor executor) {
    return new GatewayBuilder(aside, executor);
  }

  static Gateway open(Parts parts) {
    Gateway gateway = new Gateway(parts);
    gateway.control.on(HELLO, (from, hello) -> gateway.heard(from));
    gateway.control.on(BYE, (from, bye) -> gateway.peers.gone(from));
    gateway.control.open();
    gateway.control.ready().thenRun(gateway::hello);
    gateway.scheduleTick();
    return gateway;
  }

  /** Completes when this process hears the others. */
  public CompletionStage<@Nullable Void> ready() {
    return control.ready();
  }

  /**
   * A session for a client that a door has let in.
   *
   * @param address where the client is, for limits
   */
  public Session open(Transport transport, String address) {
    Session session = new Session(parts, commands, transport, address);
    roster.add(session);
    if (draining) {
      session.disconnect(Disconnect.SHUTDOWN);
    }
    return session;
  }

  /**
   * Publishes for the application, which no rule of the namespace limits.
   *
   * @param data what clients get; JSON, or else they get it as a text
   * @return where it stands; {@link Position#none()} in a namespace without history
   * @throws IllegalArgumentException if there can be no such channel
   */
  public CompletionStage<Position> publish(String channel, byte[] data) {
    Namespace namespace = namespace(channel);
    return parts
        .streams()
        .messages(channel, namespace)
        .publishAsync(namespace.hasHistory() ? Envelope.ofNobody(data) : data)
        .whenComplete(
            (position, error) -> {
              if (error == null) {
                parts.stats().published.increment();
              }
            });
  }

  /** The rules of a channel. */
  private Namespace namespace(String channel) {
    try {
      return parts.namespaces().of(channel);
    } catch (Refused e) {
      String expected =
          (e.error() == ErrorCode.UNKNOWN_CHANNEL) ? "of a known namespace" : "the name of one";
      throw new IllegalArgumentException("channel: refused (expected: " + expected + ")", e);
    }
  }

  /**
   * Ends all sessions of a user, in every process.
   *
   * @param user not empty
   */
  public CompletionStage<?> disconnect(String user, Disconnect why) {
    return orders.disconnect(user, why);
  }

  /**
   * Ends all subscriptions of a user to a channel, in every process.
   *
   * @param user not empty
   */
  public CompletionStage<?> unsubscribe(String user, String channel) {
    return orders.unsubscribe(user, channel);
  }

  /**
   * Sets when the sessions of a user must have shown a new token, in every process.
   *
   * @param user not empty
   * @param expireAtSeconds since 1970; 0: never
   */
  public CompletionStage<?> refresh(String user, long expireAtSeconds) {
    return orders.refresh(user, expireAtSeconds);
  }

  /** What the application may ask for over HTTP. */
  public ServerApi api() {
    return new ServerApi(parts, this, presence);
  }

  /** Channels with subscribers in this process, and how many they are. */
  public Map<String, Integer> channels() {
    return hub.channels();
  }

  /** Sessions now. */
  public int sessions() {
    return roster.size();
  }

  /** Bytes that wait for clients now. */
  public long queuedBytes() {
    return roster.all().stream().mapToLong(Session::queuedBytes).sum();
  }

  /** The other processes that were heard of lately. */
  public Set<String> peers() {
    return peers.now();
  }

  /** What was counted since the start. */
  public GatewayStats stats() {
    return parts.stats();
  }

  /** Tells every client to come back later, which it does elsewhere or to the next process. */
  public void drain() {
    draining = true;
    roster.all().forEach(session -> session.disconnect(Disconnect.SHUTDOWN));
  }

  /** Ends every session and hears no others any more. Does nothing the second time. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      drain();
      control.tellAll(BYE, Json.object());
      control.close();
    }
  }

  private void heard(String from) {
    if (!control.isOwn(from) && peers.heard(from)) {
      hello(); // so that a new process knows the others at once
    }
  }

  private void hello() {
    control.tellAll(HELLO, Json.object());
  }

  private void scheduleTick() {
    TimeSource time = parts.time();
    time.schedule(TICK, () -> onExecutor(this::tick));
  }

  private void onExecutor(Runnable task) {
    try {
      parts.executor().execute(task);
    } catch (RejectedExecutionException e) {
      if (!closed) { // too much to do just now
        scheduleTick();
      }
    }
  }

  private void tick() {
    if (closed) {
      return;
    }
    try {
      long now = parts.nowSeconds();
      roster.all().forEach(session -> session.tick(now));
      parts.throttles().tick();
      if (++ticks % TICKS_PER_HELLO == 0) {
        hello();
      }
    } finally {
      scheduleTick();
    }
  }

  /** For tests: what holds at any moment when nothing is under way. */
  void checkInvariants() {
    if (roster.size() == 0 && hub.size() != 0) {
      throw new IllegalStateException(
          "channels: " + hub.size() + " (expected: 0 without sessions)");
    }
  }
}
