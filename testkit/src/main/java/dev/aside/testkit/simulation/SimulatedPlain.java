package dev.aside.testkit.simulation;

import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.PlainEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Entries without frames on the simulated server. Confined to the simulation. */
final class SimulatedPlain implements PlainEntries {
  private final Exchange exchange;

  SimulatedPlain(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public CompletionStage<@Nullable PlainEntry> get(byte[] key) {
    return getAll(List.of(key)).thenApply(found -> found.get(0));
  }

  @Override
  public CompletionStage<List<@Nullable PlainEntry>> getAll(List<byte[]> keys) {
    List<String> names = SimulatedStore.texts(keys);
    return exchange.read(
        "get all",
        names,
        data -> {
          List<@Nullable PlainEntry> found = new ArrayList<>(names.size());
          for (String name : names) {
            long left = data.ttl(name);
            byte @Nullable [] bytes = data.get(name);
            found.add((bytes == null) ? null : new PlainEntry(bytes, left));
          }
          return found;
        });
  }

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis) {
    return exchange.write(
        "lease " + SimulatedStore.text(key),
        node -> node.plain.lease(SimulatedStore.text(key), nonce, leaseMillis));
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] value, long ttlMillis) {
    return exchange.write(
        "fill " + SimulatedStore.text(key),
        node -> node.plain.fill(SimulatedStore.text(key), id, value, ttlMillis));
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    return SimulatedStore.nothing(
        exchange.write(
            "release",
            node -> {
              node.plain.release(SimulatedStore.text(key), id);
              return true;
            }));
  }

  @Override
  public CompletionStage<@Nullable Void> put(byte[] key, byte[] value, long ttlMillis) {
    return SimulatedStore.nothing(
        exchange.write(
            "put",
            node -> {
              node.plain.put(SimulatedStore.text(key), value, ttlMillis);
              return true;
            }));
  }

  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    return SimulatedStore.nothing(
        exchange.writeEach(
            "unlink",
            keys,
            (node, name) -> {
              node.plain.remove(name);
              return true;
            }));
  }
}
