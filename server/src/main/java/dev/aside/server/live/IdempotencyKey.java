package dev.aside.server.live;

import dev.aside.server.http.Problem;
import dev.aside.server.http.Refusal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher sends along so that it can try again without saying the same thing twice: text,
 * with or without the quotation marks of a structured field (RFC 9651, section 3.3.3). Stateless.
 */
final class IdempotencyKey {
  static final String HEADER = "Idempotency-Key";

  private static final Pattern GRAMMAR = Pattern.compile("[!#-\\[\\]-~]{1,255}");

  private IdempotencyKey() {}

  /**
   * The key in the fields of the header; null: there is none.
   *
   * @throws Refusal with status 400 if it is not a key, or cannot be honoured on this channel
   */
  static @Nullable String of(List<String> fields, String channel) {
    if (fields.isEmpty()) {
      return null;
    }
    String key = unquoted(fields.get(0).trim());
    if (fields.size() > 1 || !GRAMMAR.matcher(key).matches()) {
      throw Refusal.of(
          Problem.invalid(HEADER, "one of 1 to 255 visible characters of ASCII but \" and \\"));
    }
    if (!ChannelTopics.keepsHistory(channel)) {
      throw Refusal.of(
          Problem.invalid(
              HEADER, "a channel with history, such as " + ChannelTopics.ROOM + "lobby"));
    }
    return key;
  }

  private static String unquoted(String field) {
    boolean isQuoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
    return isQuoted ? field.substring(1, field.length() - 1) : field;
  }
}
