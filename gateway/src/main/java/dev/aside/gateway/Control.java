package dev.aside.gateway;

import dev.aside.gateway.protocol.Json;
import dev.aside.topic.Message;
import dev.aside.topic.Subscription;
import dev.aside.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What processes say to each other: JSON objects on a topic that all hear, and on one that a single
 * process hears. Each has the number of its form, its sender and its kind; kinds and fields that
 * are not known are passed over, so that versions can differ. Thread-safe.
 */
final class Control implements AutoCloseable {
  private static final int VERSION = 1;

  private final Streams streams;
  private final String node;
  private final Topic<byte[]> everybody;
  private final Map<String, BiConsumer<String, JsonNode>> handlers = new ConcurrentHashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();

  Control(Streams streams, String node) {
    this.streams = streams;
    this.node = node;
    this.everybody = streams.control();
  }

  /**
   * Has {@code handler} called for each message of a kind, with its sender; before {@link #open}.
   */
  void on(String kind, BiConsumer<String, JsonNode> handler) {
    handlers.put(kind, handler);
  }

  /** Whether {@code sender} is this process. */
  boolean isOwn(String sender) {
    return sender.equals(node);
  }

  /** Begins to listen. */
  void open() {
    subscriptions.add(everybody.subscribe(this::received, gap -> {}));
    subscriptions.add(streams.control(node).subscribe(this::received, gap -> {}));
  }

  /** Completes when others are heard. */
  CompletionStage<@Nullable Void> ready() {
    return CompletableFuture.allOf(
            subscriptions.stream()
                .map(s -> s.ready().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .thenApply(all -> null);
  }

  /** Says something to all, this process included. Fails if Redis did not take it. */
  CompletionStage<?> tellAll(String kind, ObjectNode message) {
    return everybody.publishAsync(sealed(kind, message));
  }

  /** Says something to one process. */
  CompletionStage<?> tell(String other, String kind, ObjectNode message) {
    return streams.control(other).publishAsync(sealed(kind, message));
  }

  private byte[] sealed(String kind, ObjectNode message) {
    message.put("v", VERSION).put("from", node).put("kind", kind);
    return Json.bytes(message);
  }

  private void received(Message<byte[]> message) {
    JsonNode json = Json.read(message.payload());
    if (json == null || json.path("v").asInt(0) != VERSION) {
      return;
    }
    BiConsumer<String, JsonNode> handler = handlers.get(json.path("kind").asString(""));
    String from = json.path("from").asString("");
    if (handler != null && !from.isEmpty()) {
      handler.accept(from, json);
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
