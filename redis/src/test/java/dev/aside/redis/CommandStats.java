package dev.aside.redis;

import dev.aside.testkit.RespClient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server has counted. */
final class CommandStats {
  private CommandStats() {}

  /** How often {@code command} was called, also by scripts, since the statistics were reset. */
  static long calls(RespClient client, String command) {
    return number(client, command, "calls");
  }

  /** How often {@code command} was executed and failed since then. */
  static long failed(RespClient client, String command) {
    return number(client, command, "failed_calls");
  }

  private static long number(RespClient client, String command, String field) {
    Pattern line =
        Pattern.compile("cmdstat_" + Pattern.quote(command) + ":.*\\b" + field + "=(\\d+).*");
    return String.valueOf(client.text("INFO", "commandstats"))
        .lines()
        .map(line::matcher)
        .filter(Matcher::matches)
        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
        .sum();
  }
}
