package dev.aside.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One life of a server, from its start to its end, as INFO tells of it. Immutable.
 *
 * @param runId drawn by the server at its start
 * @param uptime since its start, in whole seconds
 * @param isFromDisk whether it holds, or is just loading, data that was on its disk when it started
 */
record Incarnation(String runId, Duration uptime, boolean isFromDisk) {
  /** Uptime comes in whole seconds, and the server's clock ticks a little differently. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  /** Reads the answer to INFO; null if it does not say what is needed. */
  static @Nullable Incarnation read(String info) {
    String runId = field(info, "run_id");
    String uptime = field(info, "uptime_in_seconds");
    if (runId == null || uptime == null || !uptime.matches("[0-9]{1,12}")) {
      return null;
    }
    return new Incarnation(runId, Duration.ofSeconds(Long.parseLong(uptime)), isFromDisk(info));
  }

  /**
   * How many keys came from a dump is known from Redis 7.0 on, and is not counted when they come
   * from an append-only file; where it is not known, any keys may be old ones.
   */
  private static boolean isFromDisk(String info) {
    String dumped = field(info, "rdb_last_load_keys_loaded");
    boolean known = dumped != null && "0".equals(field(info, "aof_enabled"));
    boolean hasKeys = info.contains("keys=");
    return "1".equals(field(info, "loading")) || (known ? !"0".equals(dumped) : hasKeys);
  }

  private static @Nullable String field(String info, String name) {
    String start = name + ":";
    return info.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).trim())
        .findFirst()
        .orElse(null);
  }

  /**
   * Whether this is the life after {@code last}, begun since that was there, with old data. A
   * server that has been there all along, such as a replica that has taken over, is not.
   *
   * @param sinceLast for how long {@code last} has not been heard of
   */
  boolean isResurrectionOf(Incarnation last, Duration sinceLast) {
    return !runId.equals(last.runId) && isFromDisk && uptime.compareTo(sinceLast.plus(SLACK)) <= 0;
  }
}
