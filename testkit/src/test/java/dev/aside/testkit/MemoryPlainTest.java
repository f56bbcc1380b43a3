package dev.aside.testkit;

import dev.aside.spi.Backend;

class MemoryPlainTest extends PlainContract {
  @Override
  protected Backend open() {
    return Backends.open("memory:");
  }
}
