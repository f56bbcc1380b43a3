package dev.aside.gateway;

import dev.aside.gateway.protocol.ClientInfo;
import dev.aside.gateway.protocol.ErrorCode;
import dev.aside.gateway.protocol.Fields;
import dev.aside.gateway.protocol.Infos;
import dev.aside.gateway.protocol.Json;
import dev.aside.gateway.protocol.MalformedFrameException;
import dev.aside.gateway.protocol.Replies;
import dev.aside.gateway.protocol.Request;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an application may ask of the gateway: JSON in, JSON out, {@code {"result":{...}}} or {@code
 * {"error":{"code":...,"message":"..."}}}. The rules of namespaces for clients do not apply.
 * Methods and fields are those of the <a
 * href="https://centrifugal.dev/docs/server/server_api">Centrifugo server API</a>. Thread-safe.
 */
public final class ServerApi {
  /** Channels of one broadcast; more: error 107. */
  static final int MAX_BROADCAST = 1_000;

  private final Parts parts;
  private final Gateway gateway;
  private final Presence presence;
  private final Map<String, Function<Fields, CompletionStage<ObjectNode>>> methods =
      Map.of(
          "publish", this::publish,
          "broadcast", this::broadcast,
          "presence", this::presence,
          "presence_stats", this::presenceStats,
          "history", this::history,
          "disconnect", this::disconnect,
          "unsubscribe", this::unsubscribe,
          "refresh", this::refresh,
          "channels", this::channels,
          "info", this::info);

  ServerApi(Parts parts, Gateway gateway, Presence presence) {
    this.parts = parts;
    this.gateway = gateway;
    this.presence = presence;
  }

  /** The names of its methods. */
  public List<String> methods() {
    return methods.keySet().stream().sorted().toList();
  }

  /**
   * Calls a method; the stage does not fail.
   *
   * @param body its arguments: a JSON object; may be anything
   */
  public CompletionStage<byte[]> call(String method, byte[] body) {
    Function<Fields, CompletionStage<ObjectNode>> known = methods.get(method);
    JsonNode arguments = Json.read(body);
    return answer(
        () -> {
          if (known == null) {
            throw new Refused(ErrorCode.METHOD_NOT_FOUND);
          }
          if (arguments == null) {
            throw new Refused(ErrorCode.BAD_REQUEST);
          }
          return known.apply(new Fields(arguments));
        });
  }

  private CompletionStage<byte[]> answer(Supplier<CompletionStage<ObjectNode>> call) {
    CompletionStage<ObjectNode> result;
    try {
      result = call.get();
    } catch (RuntimeException e) {
      result = CompletableFuture.failedStage(e);
    }
    return result.handle(
        (value, error) ->
            (error == null) ? Replies.result(value) : Replies.apiError(codeOf(error)));
  }

  private ErrorCode codeOf(Throwable thrown) {
    Throwable error =
        (thrown instanceof CompletionException && thrown.getCause() != null)
            ? thrown.getCause()
            : thrown;
    if (error instanceof Refused refused) {
      return refused.error();
    }
    if (error instanceof MalformedFrameException || error instanceof IllegalArgumentException) {
      return ErrorCode.BAD_REQUEST;
    }
    parts.stats().failures.increment();
    return ErrorCode.INTERNAL;
  }

  private CompletionStage<ObjectNode> publish(Fields arguments) {
    return publish(
        arguments.text("channel"), arguments.raw("data"), arguments.text("idempotency_key"));
  }

  private CompletionStage<ObjectNode> publish(
      String channel, byte @Nullable [] data, String idempotencyKey) {
    Topic<byte[]> topic = parts.streams().messages(channel, parts.namespaces().of(channel));
    if (data == null) {
      throw new Refused(ErrorCode.BAD_REQUEST);
    }
    CompletionStage<Position> published =
        idempotencyKey.isEmpty()
            ? topic.publishAsync(data)
            : topic.publishAsync(data, idempotencyKey);
    return published.thenApply(
        position -> {
          parts.stats().published.increment();
          return position(Json.object(), position);
        });
  }

  private CompletionStage<ObjectNode> broadcast(Fields arguments) {
    List<String> channels = arguments.texts("channels");
    if (channels.isEmpty() || channels.size() > MAX_BROADCAST) {
      throw new Refused(ErrorCode.BAD_REQUEST);
    }
    byte[] data = arguments.raw("data");
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (String channel : channels) {
      answers.add(answer(() -> publish(channel, data, "")).toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            all -> {
              ObjectNode result = Json.object();
              ArrayNode responses = result.putArray("responses");
              answers.forEach(answer -> responses.add(Json.read(answer.join())));
              return result;
            });
  }

  private CompletionStage<ObjectNode> presence(Fields arguments) {
    return clients(arguments)
        .thenApply(
            clients -> {
              ObjectNode result = Json.object();
              ObjectNode all = result.putObject("presence");
              clients.forEach(client -> all.set(client.client(), Infos.node(client)));
              return result;
            });
  }

  private CompletionStage<ObjectNode> presenceStats(Fields arguments) {
    return clients(arguments)
        .thenApply(
            clients ->
                Json.object()
                    .put("num_clients", clients.size())
                    .put("num_users", clients.stream().map(ClientInfo::user).distinct().count()));
  }

  private CompletionStage<List<ClientInfo>> clients(Fields arguments) {
    String channel = arguments.text("channel");
    if (!parts.namespaces().of(channel).hasPresence()) {
      throw new Refused(ErrorCode.NOT_AVAILABLE);
    }
    return presence.of(channel);
  }

  private CompletionStage<ObjectNode> history(Fields arguments) {
    String channel = arguments.text("channel");
    Namespace namespace = parts.namespaces().of(channel);
    if (!namespace.hasHistory()) {
      throw new Refused(ErrorCode.NOT_AVAILABLE);
    }
    Fields since = arguments.object("since");
    long limit = Math.max(-1, Math.min(arguments.number("limit"), Past.MAX_PUBLICATIONS));
    Request.History request =
        new Request.History(
            channel,
            (int) limit,
            (since == null) ? null : new Request.Since(since.text("epoch"), since.offset("offset")),
            arguments.flag("reverse"));
    return Past.of(parts.streams().messages(channel, namespace), request)
        .thenApply(
            past -> {
              ObjectNode result = Json.object();
              ArrayNode publications = result.putArray("publications");
              past.publications().forEach(one -> publications.add(Replies.node(one)));
              return position(result, past.top());
            });
  }

  private CompletionStage<ObjectNode> disconnect(Fields arguments) {
    return done(gateway.disconnect(user(arguments), Disconnect.FORCE_DISCONNECT));
  }

  private CompletionStage<ObjectNode> unsubscribe(Fields arguments) {
    String channel = arguments.text("channel");
    parts.namespaces().of(channel);
    return done(gateway.unsubscribe(user(arguments), channel));
  }

  private CompletionStage<ObjectNode> refresh(Fields arguments) {
    return done(gateway.refresh(user(arguments), arguments.offset("expire_at")));
  }

  /** Those of this process. */
  private CompletionStage<ObjectNode> channels(Fields arguments) {
    ObjectNode result = Json.object();
    ObjectNode all = result.putObject("channels");
    new TreeMap<>(gateway.channels())
        .forEach((name, clients) -> all.putObject(name).put("num_clients", clients));
    return CompletableFuture.completedStage(result);
  }

  private CompletionStage<ObjectNode> info(Fields arguments) {
    ObjectNode result = Json.object();
    ArrayNode nodes = result.putArray("nodes");
    nodes
        .addObject()
        .put("uid", parts.node())
        .put("num_clients", gateway.sessions())
        .put("num_channels", gateway.channels().size());
    gateway.peers().forEach(peer -> nodes.addObject().put("uid", peer));
    return CompletableFuture.completedStage(result);
  }

  private static String user(Fields arguments) {
    String user = arguments.text("user");
    if (user.isEmpty()) {
      throw new Refused(ErrorCode.BAD_REQUEST);
    }
    return user;
  }

  private static CompletionStage<ObjectNode> done(CompletionStage<?> told) {
    return told.thenApply(nothing -> Json.object());
  }

  private static ObjectNode position(ObjectNode into, Position position) {
    return position.isNone()
        ? into
        : into.put("offset", position.offset()).put("epoch", position.epoch());
  }
}
