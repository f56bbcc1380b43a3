package dev.aside.testkit;

import dev.aside.spi.Backend;

class MemoryBrokerTest extends BrokerContract {
  @Override
  protected Backend open() {
    return Backends.open("memory:");
  }
}
