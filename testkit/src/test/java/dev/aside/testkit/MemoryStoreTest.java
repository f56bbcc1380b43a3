package dev.aside.testkit;

import dev.aside.spi.Backend;

class MemoryStoreTest extends RemoteStoreContract {
  @Override
  protected Backend open() {
    return Backends.open("memory:");
  }
}
