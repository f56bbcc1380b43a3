package dev.aside.redis;

import dev.aside.testkit.RespClient;

/** What the server has counted. */
final class CommandStats {
  private CommandStats() {}

  /** How often {@code command} was called since the statistics were reset. */
  static long calls(RespClient client, String command) {
    return String.valueOf(client.text("INFO", "commandstats"))
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
        .sum();
  }
}
