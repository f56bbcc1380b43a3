package dev.aside.redis;

import dev.aside.spi.RemoteStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One of two servers that must do the same. Confined to its test. */
interface Side extends AutoCloseable {
  RemoteStore store();

  <T extends @Nullable Object> T await(CompletionStage<T> stage);

  /** Sets a key past the store, as another program does. */
  void set(String key, String value);

  /** Removes a key past the store. */
  void delete(String key);

  /** Lets so much of the server's time pass, and has it look at each of the keys. */
  void pass(long millis, List<String> keys);

  /** The keys that were announced since this was asked last, in the order of the keys. */
  List<String> announced();

  @Override
  void close();
}
