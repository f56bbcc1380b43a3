package dev.aside.bench.remote;

import java.io.Closeable;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to read values from Redis, set up as its documentation advises. Values are bytes
 * for everybody, so that no codec is measured. Thread-safe.
 */
interface RemoteReads extends Closeable {
  /** Reads on the calling thread. */
  byte @Nullable [] get(String key) throws Exception;

  /** Reads without waiting; null if the client cannot. */
  default @Nullable CompletionStage<?> getAsync(String key) {
    return null;
  }

  /** Reads many and waits for them; how many were there. */
  default int getAll(Collection<String> keys) throws Exception {
    throw new UnsupportedOperationException("getAll");
  }

  /** Reads since the start that were not answered by Redis, if the client tells. */
  default long misses() {
    return 0;
  }

  @Override
  void close();
}
