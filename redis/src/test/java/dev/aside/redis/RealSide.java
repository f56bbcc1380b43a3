package dev.aside.redis;

import dev.aside.spi.Backend;
import dev.aside.spi.RemoteStore;
import dev.aside.testkit.Await;
import dev.aside.testkit.Backends;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A real Redis. Confined to its test, but for the announcements. */
final class RealSide implements Side {
  private static final byte[] NEVER_CHANGED = Open.utf8("barrier");

  private final Backend backend;
  private final RespClient client;
  private final List<String> announced = new ArrayList<>(); // guarded by itself

  RealSide(RedisExtension redis) {
    client = redis.client();
    client.command("FLUSHALL");
    backend = Backends.open(redis.uri());
    backend.store().coherence().onChange(this::announced);
    Await.until("the store is available", backend.store()::isAvailable);
  }

  private void announced(byte[] key) {
    synchronized (announced) {
      announced.add(new String(key, StandardCharsets.UTF_8));
    }
  }

  @Override
  public RemoteStore store() {
    return backend.store();
  }

  @Override
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    return Await.result(stage);
  }

  @Override
  public void set(String key, String value) {
    client.command("SET", key, value, "PX", "60000");
  }

  @Override
  public void delete(String key) {
    client.command("DEL", key);
  }

  @Override
  public void pass(long millis, List<String> keys) {
    long until = micros() + millis * 1_000;
    Await.until("the server's clock has moved on", () -> micros() > until);
    keys.forEach(key -> client.command("EXISTS", key));
  }

  private long micros() {
    List<@Nullable String> time = client.texts("TIME");
    return number(time.get(0)) * 1_000_000 + number(time.get(1));
  }

  private static long number(@Nullable String digits) {
    return Long.parseLong(Objects.requireNonNull(digits, "digits"));
  }

  /** What was announced comes before the answer to a question asked after it. */
  @Override
  public List<String> announced() {
    await(store().get(NEVER_CHANGED));
    synchronized (announced) {
      List<String> sorted = announced.stream().sorted().toList();
      announced.clear();
      return sorted;
    }
  }

  @Override
  public void close() {
    backend.close();
    client.close();
  }
}
