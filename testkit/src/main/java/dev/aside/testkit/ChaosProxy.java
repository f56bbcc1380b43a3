package dev.aside.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on 127.0.0.1 that does to connections what networks do to them: delay, a narrow pipe,
 * silence, refusal, reset, a cut in mid-message. What it is told holds for the connections it has
 * and for those to come. Thread-safe.
 *
 * <pre>{@code
 * try (ChaosProxy proxy = ChaosProxy.to(redis.port())) {
 *   proxy.hold(Direction.TO_CLIENT); // requests arrive, replies do not
 *   ...
 *   proxy.resetAll();                // and now they never will
 *   proxy.heal();
 * }
 * }</pre>
 */
public final class ChaosProxy implements AutoCloseable {
  /** Which way the bytes flow. */
  public enum Direction {
    /** Requests. */
    TO_SERVER,
    /** Replies and pushes. */
    TO_CLIENT
  }

  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final int BACKLOG = 128;

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Faults toServer = new Faults();
  private final Faults toClient = new Faults();
  private volatile boolean refusing;

  private ChaosProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
  }

  /** A proxy to a port on 127.0.0.1, on a port of its own; at first it only passes on. */
  public static ChaosProxy to(int port) {
    try {
      ChaosProxy proxy = new ChaosProxy(new InetSocketAddress("127.0.0.1", port));
      ChaosPipe.thread("chaos-accept", proxy::acceptAll);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port to connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** How many connections there are now. */
  public int connections() {
    return open.size() / 2;
  }

  /** How many bytes have passed in this direction so far, on all connections together. */
  public long passedBytes(Direction direction) {
    return faults(direction).passedBytes();
  }

  /** Makes bytes arrive later, by {@code latency} and up to {@code jitter} more. */
  public void delay(Direction direction, Duration latency, Duration jitter) {
    faults(direction).delay(latency, jitter);
  }

  /** Lets through no more than this many bytes per second; 0: as many as come. */
  public void limit(Direction direction, long bytesPerSecond) {
    faults(direction).limit(bytesPerSecond);
  }

  /** Lets nothing through and keeps what comes, as a half-open connection, until released. */
  public void hold(Direction direction) {
    faults(direction).hold(true);
  }

  /** Lets through what was held, and what comes. */
  public void release(Direction direction) {
    faults(direction).hold(false);
  }

  /** Resets each connection after {@code bytes} more bytes in this direction, in mid-message. */
  public void cutAfter(Direction direction, long bytes) {
    faults(direction).cutAfter(bytes);
  }

  /**
   * Takes the announcements of changes (RESP3 pushes named {@code invalidate}) out of what the
   * server says, or stops doing so; its answers pass. So does a proxy that does not know them.
   */
  public void dropInvalidations(boolean drop) {
    toClient.dropPushes(drop);
  }

  /** How many announcements were dropped so far. */
  public long droppedInvalidations() {
    return toClient.droppedPushes();
  }

  /** Resets new connections at once, or stops doing so. */
  public void refuse(boolean refuse) {
    refusing = refuse;
  }

  /** Resets (TCP RST) every connection there is; what was held is lost. */
  public void resetAll() {
    open.forEach(ChaosPipe::reset);
    open.clear();
  }

  /** Ends all that was asked for; connections go on. */
  public void heal() {
    refusing = false;
    toServer.heal();
    toClient.heal();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      resetAll();
      heal(); // what was held would wait for ever
    }
  }

  private Faults faults(Direction direction) {
    return (direction == Direction.TO_SERVER) ? toServer : toClient;
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        accept(listener.accept());
      } catch (IOException e) {
        // The listener was closed, or the server is not there: the client has seen a reset.
      }
    }
  }

  private void accept(Socket client) throws IOException {
    Socket server = new Socket();
    try {
      if (refusing) {
        throw new IOException("refusing");
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_TIMEOUT_MILLIS);
    } catch (IOException e) {
      ChaosPipe.reset(client);
      ChaosPipe.reset(server);
      throw e;
    }
    open.add(client);
    open.add(server);
    new ChaosPipe(client, server, toServer, open).start();
    new ChaosPipe(server, client, toClient, open).start();
  }
}
