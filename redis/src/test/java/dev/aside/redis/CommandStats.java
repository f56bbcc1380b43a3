package dev.aside.redis;

import dev.aside.testkit.RespClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** How often each command was called since then, but for those that count. */
  static Map<String, Long> all(RespClient client) {
    Pattern line = Pattern.compile("cmdstat_([^:]+):calls=(\\d+),.*");
    Map<String, Long> calls = new TreeMap<>();
    String.valueOf(client.text("INFO", "commandstats"))
        .lines()
        .map(line::matcher)
        .filter(Matcher::matches)
        .forEach(matcher -> calls.put(matcher.group(1), Long.valueOf(matcher.group(2))));
    calls.keySet().removeAll(Set.of("info", "config|resetstat"));
    return calls;
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
