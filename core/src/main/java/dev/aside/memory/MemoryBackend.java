package dev.aside.memory;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import dev.aside.spi.MessageLog;
import dev.aside.spi.RemoteStore;
import dev.aside.spi.TimeSource;
import java.util.List;

/** A backend in this process: always there, and gone with it. Thread-safe. */
final class MemoryBackend implements Backend {
  private final MemoryStore store;
  private final MemoryBroker broker = new MemoryBroker();
  private final MemoryLog log;

  MemoryBackend(TimeSource time) {
    store = new MemoryStore(time);
    log = new MemoryLog(time);
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
  public MessageLog log() {
    return log;
  }

  @Override
  public List<String> troubles() {
    return List.of();
  }

  @Override
  public List<String> limitations() {
    return List.of();
  }

  @Override
  public void onResurrection(Runnable task) {
    // What is in memory is gone with it.
  }

  @Override
  public void onRecovery(Recovered task) {
    task.run(/* again= */ false); // it has been usable from the beginning and always will be
  }

  @Override
  public void close() {
    broker.close();
    log.close();
    store.close();
  }
}
