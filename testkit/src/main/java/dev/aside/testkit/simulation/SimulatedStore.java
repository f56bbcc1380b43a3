package dev.aside.testkit.simulation;

import dev.aside.spi.Coherence;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.Lifetime;
import dev.aside.spi.PlainEntries;
import dev.aside.spi.RemoteStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Entries on the simulated server. Confined to the simulation. */
final class SimulatedStore implements RemoteStore {
  private final Exchange exchange;
  private final SimulatedCoherence coherence;
  private final TimedWrites clock;
  private final SimulatedPlain plain;

  SimulatedStore(Exchange exchange, SimulatedCoherence coherence, TimedWrites clock) {
    this.exchange = exchange;
    this.coherence = coherence;
    this.clock = clock;
    this.plain = new SimulatedPlain(exchange);
  }

  /** A key as the server has it: a character a byte. */
  static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  static List<String> texts(List<byte[]> keys) {
    return keys.stream().map(SimulatedStore::text).toList();
  }

  // Reads

  @Override
  public CompletionStage<byte @Nullable []> get(byte[] key) {
    String name = text(key);
    return exchange.read("get", List.of(name), data -> data.get(name));
  }

  @Override
  public CompletionStage<byte @Nullable []> header(byte[] key) {
    String name = text(key);
    return exchange.read(
        "header", List.of(name), data -> headerOf(data.getRange(name, EntryHeader.SIZE)));
  }

  /** GETRANGE answers the same for no key and for an empty one. */
  private static byte @Nullable [] headerOf(byte[] range) {
    return (range.length == 0) ? null : range;
  }

  @Override
  public CompletionStage<List<byte @Nullable []>> getAll(List<byte[]> keys) {
    List<String> names = texts(keys);
    return exchange.read(
        "get all",
        names,
        data -> {
          List<byte @Nullable []> found = new ArrayList<>(names.size());
          names.forEach(name -> found.add(data.get(name)));
          return found;
        });
  }

  // Leases

  @Override
  public CompletionStage<Lease> lease(byte[] key, byte[] nonce, long leaseMillis, boolean refresh) {
    return exchange.write(
        "lease " + text(key), node -> node.entries.lease(text(key), nonce, leaseMillis, refresh));
  }

  @Override
  public CompletionStage<Fill> fill(byte[] key, byte[] id, byte[] frame, Lifetime lifetime) {
    return exchange.write(
        "fill " + text(key), node -> node.entries.fill(text(key), id, frame, lifetime));
  }

  @Override
  public CompletionStage<@Nullable Void> release(byte[] key, byte[] id) {
    return each("release", List.of(key), (node, name) -> node.entries.release(name, id));
  }

  @Override
  public CompletionStage<@Nullable Void> backOff(
      byte[] key, byte[] id, int failures, long backOffMillis) {
    return each(
        "backOff",
        List.of(key),
        (node, name) -> node.entries.backOff(name, id, failures, backOffMillis));
  }

  // Writes

  @Override
  public CompletionStage<Fill> put(byte[] key, byte[] frame, Lifetime lifetime) {
    return exchange.write("put " + text(key), node -> node.writes.put(text(key), frame, lifetime));
  }

  @Override
  public CompletionStage<@Nullable Void> beginWrite(
      List<byte[]> keys, byte[] writer, long intentMillis) {
    return each(
        "beginWrite", keys, (node, name) -> node.writes.beginWrite(name, writer, intentMillis));
  }

  @Override
  public CompletionStage<@Nullable Void> endWrite(List<byte[]> keys, byte[] writer) {
    return each("endWrite", keys, (node, name) -> node.writes.endWrite(name, writer));
  }

  @Override
  public CompletionStage<Fill> endWrite(
      byte[] key, byte[] writer, byte[] frame, Lifetime lifetime) {
    return exchange.write(
        "endWrite " + text(key), node -> node.writes.endWrite(text(key), writer, frame, lifetime));
  }

  // Invalidation

  /** One script for all. */
  @Override
  public CompletionStage<@Nullable Void> remove(List<byte[]> keys) {
    List<String> names = texts(keys);
    return nothing(
        exchange.write(
            "remove " + names,
            node -> {
              names.forEach(node.writes::remove);
              return true;
            }));
  }

  @Override
  public CompletionStage<@Nullable Void> soften(List<byte[]> keys) {
    return each("soften", keys, (node, name) -> node.writes.soften(name));
  }

  @Override
  public CompletionStage<@Nullable Void> holdOff(List<byte[]> keys, long holdMillis) {
    return each("holdOff", keys, (node, name) -> node.writes.holdOff(name, holdMillis));
  }

  private CompletionStage<@Nullable Void> each(
      String what, List<byte[]> keys, BiConsumer<RedisNode, String> script) {
    return nothing(
        exchange.writeEach(
            what,
            keys,
            (node, name) -> {
              script.accept(node, name);
              return true;
            }));
  }

  static CompletionStage<@Nullable Void> nothing(CompletionStage<?> done) {
    return done.<@Nullable Void>thenApply(reply -> null);
  }

  // Tags

  @Override
  public CompletionStage<List<Long>> touch(List<byte[]> tags) {
    return exchange.writeEach("touch", tags, (node, tag) -> node.tags.touch(tag));
  }

  @Override
  public CompletionStage<List<Long>> bump(List<byte[]> tags) {
    return exchange.writeEach("bump", tags, (node, tag) -> node.tags.bump(tag));
  }

  // The rest

  @Override
  public PlainEntries plain() {
    return plain;
  }

  @Override
  public void distrust(String why) {
    exchange.distrust();
  }

  @Override
  public long estimatedMillis() {
    return clock.estimatedMillis();
  }

  @Override
  public Coherence coherence() {
    return coherence;
  }

  @Override
  public boolean isAvailable() {
    return exchange.isAvailable();
  }
}
