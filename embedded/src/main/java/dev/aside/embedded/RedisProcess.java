package dev.aside.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A real redis-server on 127.0.0.1 that keeps nothing on disk and cannot outlive this JVM: it is
 * gone after {@link #close()}, at the JVM's normal end, and also after {@code kill -9} of the JVM.
 * Thread-safe.
 *
 * <pre>{@code
 * try (RedisProcess redis = RedisProcess.start()) {
 *   connectTo(redis.uri());
 * }
 * }</pre>
 */
public final class RedisProcess implements AutoCloseable {
  private final int port;
  private final GuardedProcess server;

  RedisProcess(int port, GuardedProcess server) {
    this.port = port;
    this.server = server;
  }

  /**
   * Starts one on a free port, with default settings.
   *
   * @throws RedisStartException if there is no server to run, or it does not come up
   */
  public static RedisProcess start() {
    return builder().start();
  }

  /** Settings for starting one. */
  public static RedisProcessBuilder builder() {
    return new RedisProcessBuilder();
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** The id of the server's process. */
  public long pid() {
    return server.pid();
  }

  /** {@code redis://127.0.0.1:port}, without user and password. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Whether the process is there; a paused one is. */
  public boolean isAlive() {
    return server.isAlive();
  }

  /** What the server wrote last, at most 40 lines. */
  public List<String> log() {
    return server.log();
  }

  /**
   * Stops the process in its tracks (SIGSTOP): connections stay open and nothing is answered, until
   * {@link #resume()}. For tests.
   */
  public void pause() {
    signal("STOP");
  }

  /** Lets a paused process run on (SIGCONT). */
  public void resume() {
    signal("CONT");
  }

  /**
   * Kills the process without warning (SIGKILL) and returns when it is gone. Another one can be
   * started on the same {@link #port()} at once. For tests.
   */
  public void kill() {
    server.stop();
  }

  /** Ends the process and removes its data directory, if that was its own. Does nothing twice. */
  @Override
  public void close() {
    server.stop();
  }

  @Override
  public String toString() {
    return "RedisProcess[" + uri() + ", pid " + pid() + "]";
  }

  private void signal(String name) {
    try {
      server.signal(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending " + name + " to " + this, e);
    }
  }
}
