package dev.aside.server.live;

import dev.aside.server.http.Problem;
import dev.aside.server.http.Refusal;
import java.util.List;
import java.util.regex.Pattern;

/** Which channels clients may name. Stateless. */
final class ChannelName {
  /** Where messages without a channel go. */
  static final String DEFAULT = "chat_channel";

  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** Redis's own channels, such as {@code __redis__:invalidate}, and ours. */
  private static final List<String> RESERVED = List.of("__", "aside:");

  private ChannelName() {}

  /**
   * Checks a name.
   *
   * @throws Refusal with status 400
   */
  static String check(String name) {
    if (!GRAMMAR.matcher(name).matches()) {
      throw Refusal.of(Problem.invalid("channel", "1 to 128 of A-Z a-z 0-9 . _ : -"));
    }
    if (RESERVED.stream().anyMatch(name::startsWith)) {
      throw Refusal.of(
          Problem.invalid("channel", "reserved (expected: not to begin with __ or aside:)"));
    }
    return name;
  }
}
