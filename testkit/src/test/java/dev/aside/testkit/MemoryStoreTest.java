package dev.aside.testkit;

import dev.aside.spi.Backend;

// region contract
class MemoryStoreTest extends RemoteStoreContract {
  @Override
  protected Backend open() {
    return Backends.open("memory:");
  }
}
// endregion
