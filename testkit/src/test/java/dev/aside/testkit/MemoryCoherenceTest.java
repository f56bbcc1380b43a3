package dev.aside.testkit;

import dev.aside.spi.Backend;

class MemoryCoherenceTest extends CoherenceContract {
  @Override
  protected Backend open() {
    return Backends.open("memory:");
  }
}
