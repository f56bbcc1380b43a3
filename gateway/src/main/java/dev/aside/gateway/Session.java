package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.Command;
import dev.aside.gateway.protocol.CommandDecoder;
import dev.aside.gateway.protocol.MalformedFrameException;
import dev.aside.gateway.protocol.Pushes;
import dev.aside.gateway.protocol.Replies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, whatever carries it. The door puts frames in by {@link #receive}, takes
 * what is to be sent by {@link #take} when it is woken, and says {@link #closed} when the client is
 * gone. Commands are done in the order in which they came, each to its end. Thread-safe.
 */
public final class Session {
  /** Channels of one session; a further one is refused with error 106. */
  static final int MAX_CHANNELS = 128;

  private static final int RESUBSCRIBE = 2500;
  private static final int SUBSCRIPTION_EXPIRED = 2501;
  private static final int UNSUBSCRIBED = 2000;

  private static final CompletionStage<?> DONE = CompletableFuture.completedStage(null);

  final String client = UUID.randomUUID().toString();
  final Throttle throttle;
  final Map<String, Attachment> attachments = new ConcurrentHashMap<>(); // changed on the lane

  private final Parts parts;
  private final Commands commands;
  private final Transport transport;
  private final Outbox outbox;
  private final Lane lane;
  private final Heartbeat heartbeat;
  private final AtomicBoolean over = new AtomicBoolean();

  volatile boolean connected; // set on the lane, once
  volatile boolean unusable; // set on the lane: its connect was refused
  volatile String user = ""; // set on the lane, once
  volatile byte @Nullable [] connInfo; // set on the lane
  volatile long expireAtSeconds; // 0: never

  Session(Parts parts, Commands commands, Transport transport, String address) {
    this.parts = parts;
    this.commands = commands;
    this.transport = transport;
    this.throttle = new Throttle(parts.throttles(), address);
    this.outbox = new Outbox(parts.time());
    this.lane = new Lane(parts.executor());
    this.heartbeat = new Heartbeat(parts.time(), parts.random());
  }

  /** The id of this connection, which others may see. */
  public String client() {
    return client;
  }

  /**
   * A frame from the client; not to be changed any more. What is malformed, or comes faster than it
   * is done, ends the session.
   */
  public void receive(byte[] frame) {
    if (!over.get() && !lane.offer(() -> decode(frame), frame.length)) {
      disconnect(Disconnect.TOO_MANY_REQUESTS);
    }
  }

  /**
   * What is to be sent next, in order: each a JSON object on one line, to be sent together with
   * line feeds between them. The door asks again when these have left, so that what waits is
   * counted here; empty: nothing now, and it will be woken.
   *
   * @param mostBytes about how much; one that is larger comes alone
   */
  public List<byte[]> take(int mostBytes) {
    return outbox.take(mostBytes);
  }

  /** The client is gone, or was told that the session is over. Does nothing the second time. */
  public void closed() {
    over.set(true);
    outbox.close();
    lane.addFirst(List.of(this::cleanUp));
  }

  /** Ends this session: what waits for its client is dropped. Does nothing if it is over. */
  public void disconnect(Disconnect why) {
    if (over.compareAndSet(false, true)) {
      parts.stats().disconnected(why);
      outbox.close();
      transport.disconnect(why);
      lane.addFirst(List.of(this::cleanUp));
    }
  }

  boolean isOver() {
    return over.get();
  }

  int queuedBytes() {
    return outbox.bytes();
  }

  /** What others see of it in a channel. */
  ClientInfo info(byte @Nullable [] chanInfo) {
    return new ClientInfo(user, client, connInfo, chanInfo);
  }

  /** Sends a line. */
  void send(byte[] line) {
    if (outbox.offer(line)) {
      transport.wake();
    } else {
      disconnect(Disconnect.SLOW);
    }
  }

  /** Sends a message of a channel. */
  void deliver(byte[] push) {
    parts.stats().deliveries.increment();
    send(push);
  }

  /** The client missed a message, and can come back to where it was. */
  void insufficient(Attachment attachment) {
    parts.stats().gaps.increment();
    if (attachment.serverSide) {
      disconnect(Disconnect.INSUFFICIENT_STATE);
    } else {
      drop(attachment.channel, RESUBSCRIBE, "insufficient state");
    }
  }

  /** Ends a subscription for good. */
  void unsubscribe(String channel) {
    drop(channel, UNSUBSCRIBED, "server unsubscribe");
  }

  private void drop(String channel, int code, String reason) {
    lane.addFirst(
        List.of(
            () -> {
              Attachment attachment = attachments.get(channel);
              if (attachment != null) {
                commands.detach(this, attachment);
                send(Pushes.unsubscribe(channel, code, reason));
              }
              return DONE;
            }));
  }

  /** Pings and deadlines; about once a second. */
  void tick(long nowSeconds) {
    if (isOver()) {
      return;
    }
    if (outbox.isStuck()) {
      disconnect(Disconnect.SLOW);
      return;
    }
    switch (heartbeat.tick(connected)) {
      case STALE -> disconnect(Disconnect.STALE);
      case NO_PONG -> disconnect(Disconnect.NO_PONG);
      case PING -> send(Replies.PING);
      case NOTHING -> expire(nowSeconds);
    }
  }

  private void expire(long nowSeconds) {
    if (Expiry.isOver(expireAtSeconds, nowSeconds)) {
      disconnect(Disconnect.EXPIRED);
      return;
    }
    for (Attachment attachment : attachments.values()) {
      if (Expiry.isOver(attachment.expireAtSeconds, nowSeconds)) {
        drop(attachment.channel, SUBSCRIPTION_EXPIRED, "subscription expired");
      }
    }
  }

  /** The answer to a ping; false if there was none. */
  boolean pong() {
    return heartbeat.pong();
  }

  private CompletionStage<?> decode(byte[] frame) {
    if (isOver()) {
      return DONE;
    }
    try {
      List<Lane.Step> steps = new ArrayList<>();
      for (Command command : CommandDecoder.decode(frame)) {
        steps.add(() -> isOver() ? DONE : commands.run(this, command));
      }
      lane.addFirst(steps);
    } catch (MalformedFrameException e) {
      disconnect(Disconnect.BAD_REQUEST);
    }
    return DONE;
  }

  private CompletionStage<?> cleanUp() {
    commands.leave(this);
    return DONE;
  }

  @Override
  public String toString() {
    return "Session[" + client + "]";
  }
}
