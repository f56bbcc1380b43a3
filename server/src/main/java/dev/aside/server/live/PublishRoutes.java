package dev.aside.server.live;

import dev.aside.Aside;
import dev.aside.gateway.Envelope;
import dev.aside.server.http.Answer;
import dev.aside.server.http.Exchange;
import dev.aside.server.http.Form;
import dev.aside.server.http.MediaType;
import dev.aside.server.http.Problem;
import dev.aside.server.http.Refusal;
import dev.aside.server.http.Route;
import dev.aside.topic.Position;
import dev.aside.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The routes on which clients speak: a form or JSON, with {@code msg}. Thread-safe. */
public final class PublishRoutes {
  private static final String MESSAGE = "msg";
  private static final String CHANNEL = "channel";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ChannelTopics topics;
  private final LiveMeters meters;

  private PublishRoutes(Aside aside, LiveMeters meters) {
    this.topics = new ChannelTopics(aside);
    this.meters = meters;
  }

  /** The routes over {@code aside}. */
  public static List<Route> of(Aside aside, LiveMeters meters) {
    PublishRoutes routes = new PublishRoutes(aside, meters);
    return List.of(
        Route.at("/messages").post(exchange -> routes.publish(exchange, null)),
        Route.at("/channels/{channel}").post(e -> routes.publish(e, e.parameter(CHANNEL))));
  }

  private void publish(Exchange exchange, @Nullable String inPath) {
    String type = exchange.header("Content-Type");
    exchange.then(
        exchange.body(LiveLimits.MAX_PUBLISH_BODY),
        body -> {
          Spoken spoken = read(type, body);
          String wanted = (inPath != null) ? inPath : spoken.channel();
          String channel = ChannelName.check(wanted == null ? ChannelName.DEFAULT : wanted);
          send(exchange, channel, spoken.message());
        });
  }

  private void send(Exchange exchange, String channel, byte[] message) {
    String key = IdempotencyKey.of(exchange.headers(IdempotencyKey.HEADER), channel);
    Topic<byte[]> topic = topics.of(channel);
    byte[] payload = ChannelTopics.keepsHistory(channel) ? Envelope.ofNobody(message) : message;
    var sent = (key == null) ? topic.publishAsync(payload) : topic.publishAsync(payload, key);
    exchange.then(
        sent.whenComplete((position, error) -> count(error)),
        position -> exchange.send(Answer.json(200, answer(channel, position))));
  }

  private static byte[] answer(String channel, Position position) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(CHANNEL, channel);
    if (!position.isNone()) {
      answer.put("epoch", position.epoch());
      answer.put("offset", position.offset());
    }
    return JSON.writeValueAsBytes(answer);
  }

  private void count(@Nullable Throwable error) {
    if (error == null) {
      meters.published.increment();
    } else {
      meters.publishFailures.increment();
    }
  }

  private static Spoken read(@Nullable String contentType, byte[] body) {
    String type = MediaType.of(contentType);
    Spoken spoken;
    if (contentType != null && Form.isForm(type)) {
      Form form = Form.parse(contentType, body);
      spoken = Spoken.of(form.bytes(MESSAGE), form.text(CHANNEL));
    } else if (type.equals(Answer.JSON)) {
      spoken = json(body);
    } else {
      throw Refusal.of(415, "The body is of another type (expected: a form or application/json).");
    }
    if (spoken.message().length > LiveLimits.MAX_MESSAGE) {
      throw Refusal.of(
          413,
          "The message is too large (expected: at most " + LiveLimits.MAX_MESSAGE + " bytes).");
    }
    return spoken;
  }

  private static Spoken json(byte[] body) {
    JsonNode object;
    try {
      object = JSON.readTree(body);
    } catch (JacksonException e) {
      throw Refusal.of(400, "The body is not a JSON document.");
    }
    String message = text(object, MESSAGE);
    return Spoken.of(message == null ? null : utf8(message), text(object, CHANNEL));
  }

  /** JSON can spell half of a character, for which there are no bytes. */
  private static byte[] utf8(String message) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(message));
      return Arrays.copyOf(bytes.array(), bytes.limit());
    } catch (CharacterCodingException e) {
      throw Refusal.of(Problem.invalid(MESSAGE, "broken text"));
    }
  }

  private static @Nullable String text(JsonNode object, String field) {
    JsonNode node = object.get(field);
    if (node == null) {
      return null;
    }
    if (!node.isString()) {
      throw Refusal.of(Problem.invalid(field, "not text"));
    }
    return node.stringValue();
  }

  /** What a client said, and where to. */
  private record Spoken(byte[] message, @Nullable String channel) {
    static Spoken of(byte @Nullable [] message, @Nullable String channel) {
      if (message == null) {
        throw Refusal.of(Problem.invalid(MESSAGE, "missing"));
      }
      return new Spoken(message, channel);
    }
  }
}
