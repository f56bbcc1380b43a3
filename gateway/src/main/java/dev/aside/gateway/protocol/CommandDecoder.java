package dev.aside.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads frames: JSON objects, one a line, each with an id and one request. Fields that are not
 * known are ignored, so that newer clients can talk to us. Stateless.
 */
public final class CommandDecoder {
  /** Commands in one frame; more: malformed. */
  public static final int MAX_COMMANDS = 512;

  private static final long MAX_ID = 0xFFFF_FFFFL;
  private static final long REJECT_UNRECOVERED = 1 << 1;

  /** In the order of the protocol's definition. */
  private static final List<Map.Entry<String, Function<Fields, Request>>> REQUESTS =
      List.of(
          Map.entry("connect", CommandDecoder::connect),
          Map.entry("subscribe", CommandDecoder::subscribe),
          Map.entry("unsubscribe", body -> new Request.Unsubscribe(body.text("channel"))),
          Map.entry("publish", CommandDecoder::publish),
          Map.entry("presence", body -> new Request.Presence(body.text("channel"))),
          Map.entry("presence_stats", body -> new Request.PresenceStats(body.text("channel"))),
          Map.entry("history", CommandDecoder::history),
          Map.entry("send", body -> new Request.Send(body.raw("data"))),
          Map.entry("rpc", body -> new Request.Rpc(body.text("method"), body.raw("data"))),
          Map.entry("refresh", body -> new Request.Refresh(body.text("token"))),
          Map.entry("sub_refresh", CommandDecoder::subRefresh));

  private CommandDecoder() {}

  /**
   * The commands of {@code frame}, in their order; at least one.
   *
   * @throws MalformedFrameException if it is not of this protocol; nothing else is thrown
   */
  public static List<Command> decode(byte[] frame) {
    List<Command> commands = new ArrayList<>();
    for (String line : new String(frame, StandardCharsets.UTF_8).strip().split("\n", -1)) {
      if (commands.size() == MAX_COMMANDS) {
        throw new MalformedFrameException("frame: more than " + MAX_COMMANDS + " commands");
      }
      commands.add(command(line));
    }
    return commands;
  }

  private static Command command(String line) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw new MalformedFrameException("command: not JSON (expected: a JSON object)");
    }
    if (node == null || !node.isObject()) {
      throw new MalformedFrameException("command: no object (expected: a JSON object)");
    }
    Fields fields = new Fields(node);
    long id = fields.number("id");
    if (id < 0 || id > MAX_ID) {
      throw new MalformedFrameException("id: out of range (expected: 32 bits)");
    }
    Request request = request(fields);
    if (request == null) {
      if (id > 0) {
        throw new MalformedFrameException("command: unknown (expected: one of the protocol)");
      }
      return new Command(0, new Request.Pong());
    }
    if (id == 0 && !(request instanceof Request.Send)) {
      throw new MalformedFrameException("id: missing (expected: 1 or more)");
    }
    return new Command(id, request);
  }

  /** The first that is there counts; null: none that we know. */
  private static @Nullable Request request(Fields command) {
    for (Map.Entry<String, Function<Fields, Request>> known : REQUESTS) {
      Fields body = command.object(known.getKey());
      if (body != null) {
        return known.getValue().apply(body);
      }
    }
    return null;
  }

  private static Request connect(Fields body) {
    return new Request.Connect(body.text("token"), resumes(body.object("subs")));
  }

  private static Request publish(Fields body) {
    return new Request.Publish(body.text("channel"), body.raw("data"));
  }

  private static Request subRefresh(Fields body) {
    return new Request.SubRefresh(body.text("channel"), body.text("token"));
  }

  private static Request subscribe(Fields body) {
    return new Request.Subscribe(
        body.text("channel"),
        body.text("token"),
        resume(body),
        body.flag("positioned"),
        body.flag("recoverable"),
        body.flag("join_leave"),
        (body.number("flag") & REJECT_UNRECOVERED) != 0,
        body.number("type") != 0);
  }

  private static Request history(Fields body) {
    Fields since = body.object("since");
    long limit = body.number("limit");
    return new Request.History(
        body.text("channel"),
        (int) Math.max(-1, Math.min(limit, Integer.MAX_VALUE)),
        (since == null) ? null : new Request.Since(since.text("epoch"), since.offset("offset")),
        body.flag("reverse"));
  }

  private static Map<String, Request.Resume> resumes(@Nullable Fields subs) {
    Map<String, Request.Resume> resumes = new HashMap<>();
    if (subs != null) {
      for (String channel : subs.names()) {
        Fields one = subs.object(channel);
        if (one != null) {
          resumes.put(channel, resume(one));
        }
      }
    }
    return Map.copyOf(resumes);
  }

  private static Request.Resume resume(Fields body) {
    return new Request.Resume(body.flag("recover"), body.text("epoch"), body.offset("offset"));
  }
}
