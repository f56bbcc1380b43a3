package dev.aside.bench.remote;

import dev.aside.bench.stage.Stage;
import dev.aside.bench.stage.Values;
import dev.aside.testkit.RespClient;

/** Fills the keys of clients that bring no format of their own. Stateless. */
public final class RawKeys {
  private static final int BATCH = 1_000;
  private static final int TTL_MILLIS = 24 * 3_600 * 1_000;

  private RawKeys() {}

  /** An empty key space answers four times as fast: every key is there before anything counts. */
  static void fill(Stage stage, int size) {
    fill(stage, size, stage.plan().keys());
  }

  /** So many keys with values of {@code size} bytes, which live for a day. */
  public static void fill(Stage stage, int size, int count) {
    byte[] value = Values.value(size);
    String[] keys = Values.keys(RemoteSubject.RAW_PREFIX, count);
    try (RespClient redis = RespClient.connect(stage.port())) {
      for (int from = 0; from < keys.length; from += BATCH) {
        int until = Math.min(keys.length, from + BATCH);
        for (int i = from; i < until; i++) {
          redis.send("SET", keys[i], value, "PX", TTL_MILLIS);
        }
        for (int i = from; i < until; i++) {
          redis.read();
        }
      }
    }
  }
}
