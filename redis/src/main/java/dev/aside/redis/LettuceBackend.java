package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.Broker;
import dev.aside.spi.MessageLog;
import dev.aside.spi.RemoteStore;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One server through three connections: reads, writes and messages. They are apart so that none
 * waits behind another's work; each is lost and made anew on its own. Thread-safe.
 */
final class LettuceBackend implements Backend {
  private final Connector connector;
  private final Troubles troubles;
  private final Limitations limitations;
  private final Canary canary;
  private final Link<StatefulRedisConnection<byte[], byte[]>> reads;
  private final Link<StatefulRedisConnection<byte[], byte[]>> writes;
  private final Link<StatefulRedisPubSubConnection<byte[], byte[]>> messages;
  private final LettuceStore store;
  private final LettuceBroker broker;
  private final LettuceLog log;
  private final Recovery recovery;
  private final Resurrection resurrection;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LettuceBackend(RedisAddress address, Credentials credentials, BackendConfig config) {
    connector = new Connector(address, credentials, config);
    troubles = new Troubles(address.toString());
    limitations = new Limitations(address.toString(), config.time());
    recovery = new Recovery(this::isConnected);
    resurrection = new Resurrection(config.time(), limitations);
    ServerClock clock = new ServerClock(config.time());
    Writing writing = new Writing(clock, resurrection, this::writesCome, recovery::lost);
    writes = link("writes", connector::open, writing, config);
    Epochs epochs = new Epochs(config.time());
    canary =
        new Canary(
            config.keyPrefix(),
            HexFormat.of().toHexDigits(config.random().nextLong()),
            config.time(),
            epochs,
            writes::current,
            troubles,
            limitations);
    TrackedReads reading =
        new TrackedReads(
            config.time(), epochs, canary, resurrection, recovery::look, recovery::lost);
    reads = link("reads", connector::open, reading, config);
    epochs.whenShortened(this::keepCopies);
    store = new LettuceStore(reads, writes, epochs, this::distrust, clock, config.random());
    String echoChannel =
        config.keyPrefix() + "aside:echo:" + HexFormat.of().toHexDigits(config.random().nextLong());
    broker = new LettuceBroker(writes, config.time(), troubles, echoChannel);
    log = new LettuceLog(writes, broker, writing::runId, config.keyPrefix(), config.random());
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
        purpose,
        opening,
        use,
        config.time(),
        config.random(),
        connector.connecting(),
        troubles,
        new Breaker(purpose, config.commandTimeout(), troubles));
  }

  private void writesCome() {
    canary.writesUp();
    recovery.look();
  }

  /** Somebody keeps copies, or keeps them for a shorter time. */
  private void keepCopies() {
    reads.beatNow();
    canary.want();
  }

  private void distrust(String why) {
    canary.down(); // ends the epoch at once: closing takes a moment
    reads.giveUp(why);
  }

  private boolean isConnected() {
    return reads.current() != null && writes.current() != null;
  }

  @Override
  public RemoteStore store() {
    return store;
  }

  /** For tests of what somebody might do to it; null: there is none now. */
  @Nullable StatefulRedisConnection<byte[], byte[]> readConnection() {
    return reads.current();
  }

  @Override
  public Broker broker() {
    return broker;
  }

  @Override
  public MessageLog log() {
    return log;
  }

  @Override
  public List<String> troubles() {
    return troubles.lines();
  }

  @Override
  public List<String> limitations() {
    return limitations.lines();
  }

  @Override
  public void onResurrection(Runnable task) {
    resurrection.add(task);
  }

  @Override
  public void onRecovery(Runnable task) {
    recovery.add(task);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      canary.close();
      reads.close();
      writes.close();
      messages.close();
      broker.close();
      connector.close();
    }
  }
}
