package dev.aside.memory;

import dev.aside.spi.Backend;
import dev.aside.spi.BackendConfig;
import dev.aside.spi.BackendProvider;
import java.util.Set;

/** Opens {@code memory:}. Each opening is a memory of its own. */
public final class MemoryBackendProvider implements BackendProvider {

  /** For {@link java.util.ServiceLoader}. */
  public MemoryBackendProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public Backend open(BackendConfig config) {
    if (!config.uri().equalsIgnoreCase("memory:")) {
      throw new IllegalArgumentException("uri: more than a scheme (expected: memory:)");
    }
    return new MemoryBackend(config.time());
  }
}
