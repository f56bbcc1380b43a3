package dev.aside.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a process puts its questions: what only reads goes over the link that brings announcements,
 * everything else over the other. Confined to the simulation.
 */
final class Exchange {
  private final SimulatedLink reads;
  private final SimulatedLink writes;
  private final Canary canary;

  Exchange(SimulatedLink reads, SimulatedLink writes, Canary canary) {
    this.reads = reads;
    this.writes = writes;
    this.canary = canary;
  }

  /** One command that reads {@code keys}. */
  <T extends @Nullable Object> CompletableFuture<T> read(
      String name, List<String> keys, Function<Keyspace, T> command) {
    if (canary.isRefused()) {
      return CompletableFuture.failedFuture(new LinkException("the server takes no writes"));
    }
    return reads.send(name + keys, (node, session) -> node.read(session, keys, command));
  }

  /** One command that may change something. */
  <T extends @Nullable Object> CompletableFuture<T> write(
      String name, Function<RedisNode, T> command) {
    return writes.send(name, (node, session) -> node.write(session, command));
  }

  /** A command for each key, sent together: of them some may be executed and others not. */
  <T> CompletableFuture<List<T>> writeEach(
      String name, List<byte[]> keys, BiFunction<RedisNode, String, T> command) {
    List<CompletableFuture<T>> replies = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      String text = SimulatedStore.text(key);
      replies.add(write(name + " " + text, node -> command.apply(node, text)));
    }
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(all -> replies.stream().map(CompletableFuture::join).toList());
  }

  boolean isAvailable() {
    return reads.isUp() && writes.isUp();
  }

  /** Gives the connection for reads up. */
  void distrust() {
    reads.cut();
  }
}
