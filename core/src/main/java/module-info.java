import dev.aside.memory.MemoryBackendProvider;
import dev.aside.spi.BackendProvider;
import org.jspecify.annotations.NullMarked;

/** Aside's core: the cache over two levels, typed topics, and the {@code memory:} backend. */
@NullMarked
module dev.aside.core {
  requires com.github.benmanes.caffeine;
  requires tools.jackson.databind;
  requires static org.lz4.java;
  requires static transitive org.jspecify;

  exports dev.aside;
  exports dev.aside.cache;
  exports dev.aside.topic;
  exports dev.aside.spi;

  uses BackendProvider;

  provides BackendProvider with
      MemoryBackendProvider;
}
