package dev.aside.testkit;

import dev.aside.spi.Backend;
import dev.aside.spi.Broker;
import dev.aside.spi.MessageLog;
import dev.aside.spi.RemoteStore;
import java.util.List;

class MemoryLogTest extends LogContract {
  private final Backend memory = Backends.open("memory:");

  @Override
  protected Backend open() {
    return memory;
  }

  /** There is one memory; closing the other side leaves it open. */
  @Override
  protected Backend sameServer() {
    return new OtherSide(memory);
  }

  private record OtherSide(Backend memory) implements Backend {
    @Override
    public RemoteStore store() {
      return memory.store();
    }

    @Override
    public Broker broker() {
      return memory.broker();
    }

    @Override
    public MessageLog log() {
      return memory.log();
    }

    @Override
    public List<String> troubles() {
      return memory.troubles();
    }

    @Override
    public List<String> limitations() {
      return memory.limitations();
    }

    @Override
    public void onResurrection(Runnable task) {
      memory.onResurrection(task);
    }

    @Override
    public void onRecovery(Recovered task) {
      memory.onRecovery(task);
    }

    @Override
    public void close() {
      // The memory is closed by the test.
    }
  }
}
