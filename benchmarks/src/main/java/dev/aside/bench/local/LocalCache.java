package dev.aside.bench.local;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A cache in this process, set up and filled as its users would, whose hits are measured. */
interface LocalCache extends AutoCloseable {
  /** Entries that the cache may hold for each one that is put in: nothing is ever evicted. */
  int ROOM = 2;

  /** Entries live longer than any run. */
  int TTL_HOURS = 24;

  /** Text of its own for each entry, as if each had been read from somewhere. */
  static String copy(String value) {
    return new String(value.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }

  /** What a user calls. */
  @Nullable Object get(String key);

  /** Reads every key, so that all are in memory again; how many were not found at all. */
  default int touch(String[] keys) {
    int missing = 0;
    for (String key : keys) {
      missing += (get(key) == null) ? 1 : 0;
    }
    return missing;
  }

  /** Reads since the start that memory did not answer, if the cache tells. */
  default long misses() {
    return 0;
  }

  @Override
  void close();
}
