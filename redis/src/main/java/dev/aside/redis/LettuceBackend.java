package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.Broker;
import dev.aside.spi.RemoteStore;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One server through three connections: reads, writes and messages. They are apart so that none
 * waits behind another's work; each is lost and made anew on its own. Thread-safe.
 */
final class LettuceBackend implements Backend {
  private final Connector connector;
  private final Troubles troubles;
  private final Link<StatefulRedisConnection<byte[], byte[]>> reads;
  private final Link<StatefulRedisConnection<byte[], byte[]>> writes;
  private final Link<StatefulRedisPubSubConnection<byte[], byte[]>> messages;
  private final LettuceStore store;
  private final LettuceBroker broker;
  private final Recovery recovery;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LettuceBackend(RedisAddress address, Credentials credentials, BackendConfig config) {
    connector = new Connector(address, credentials, config);
    troubles = new Troubles(address.toString());
    recovery = new Recovery(this::isAvailable);
    ServerClock clock = new ServerClock(config.time());
    Epochs epochs = new Epochs(config.time());
    TrackedReads reading = new TrackedReads(config.time(), epochs, recovery::look);
    Writing writing = new Writing(clock, recovery::look);
    reads = link("reads", connector::open, reading, config);
    writes = link("writes", connector::open, writing, config);
    epochs.whenShortened(reads::beatNow);
    store = new LettuceStore(reads, writes, epochs, clock, config.random());
    broker = new LettuceBroker(writes, config.time(), troubles);
    messages = link("messages", connector::openForMessages, broker, config);
  }

  /** Opens the backend; it begins to connect in the background. */
  static LettuceBackend open(RedisAddress address, Credentials credentials, BackendConfig config) {
    LettuceBackend backend = new LettuceBackend(address, credentials, config);
    backend.reads.start();
    backend.writes.start();
    backend.messages.start();
    return backend;
  }

  private <C extends StatefulRedisConnection<byte[], byte[]>> Link<C> link(
      String purpose, Link.Opening<C> opening, Link.Use<C> use, BackendConfig config) {
    return new Link<>(
        purpose, opening, use, config.time(), config.random(), connector.connecting(), troubles);
  }

  private boolean isAvailable() {
    return store.isAvailable();
  }

  @Override
  public RemoteStore store() {
    return store;
  }

  @Override
  public Broker broker() {
    return broker;
  }

  @Override
  public List<String> troubles() {
    return troubles.lines();
  }

  @Override
  public List<String> limitations() {
    return List.of();
  }

  @Override
  public void onResurrection(Runnable task) {
    // Nothing finds out yet.
  }

  @Override
  public void onRecovery(Runnable task) {
    recovery.add(task);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      reads.close();
      writes.close();
      messages.close();
      broker.close();
      connector.close();
    }
  }
}
