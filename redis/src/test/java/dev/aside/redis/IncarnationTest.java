package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IncarnationTest {
  private static final String SERVER = "# Server\r\nrun_id:a1\r\nuptime_in_seconds:7\r\n";
  private static final Incarnation BEFORE = new Incarnation("a0", Duration.ofHours(1), true);

  @Test
  void read_server_isItsIdAndUptime() {
    Incarnation now = read("loading:0\r\nrdb_last_load_keys_loaded:0\r\naof_enabled:0\r\n");

    assertEquals("a1", now.runId());
    assertEquals(Duration.ofSeconds(7), now.uptime());
  }

  @Test
  void read_lessThanIsNeeded_isNull() {
    assertNull(Incarnation.read(""));
    assertNull(Incarnation.read("run_id:a1\r\n"));
    assertNull(Incarnation.read("uptime_in_seconds:7\r\n"));
    assertNull(Incarnation.read("run_id:a1\r\nuptime_in_seconds:soon\r\n"));
  }

  @Test
  void read_whereTheDataIsFrom() {
    String keys = "# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\n";
    String loaded = "loading:0\r\nrdb_last_load_keys_loaded:";

    assertFalse(read(loaded + "0\r\naof_enabled:0\r\n").isFromDisk());
    assertFalse(read(loaded + "0\r\naof_enabled:0\r\n" + keys).isFromDisk(), "stored since");
    assertTrue(read(loaded + "5\r\naof_enabled:0\r\n").isFromDisk());
    assertTrue(read("loading:1\r\nrdb_last_load_keys_loaded:0\r\naof_enabled:0\r\n").isFromDisk());
    // From an append-only file: not counted, so any keys may be from it.
    assertTrue(read(loaded + "0\r\naof_enabled:1\r\n" + keys).isFromDisk());
    assertFalse(read(loaded + "0\r\naof_enabled:1\r\n").isFromDisk());
    // Redis 6 counts nothing.
    assertTrue(read("loading:0\r\naof_enabled:0\r\n" + keys).isFromDisk());
    assertFalse(read("loading:0\r\naof_enabled:0\r\n").isFromDisk());
  }

  @Test
  void isResurrection_anotherStartedSinceWithOldData_is() {
    assertTrue(started(Duration.ofSeconds(7), true).isResurrectionOf(BEFORE, seconds(7)));
    assertTrue(started(Duration.ofSeconds(7), true).isResurrectionOf(BEFORE, seconds(5)), "slack");
    assertTrue(started(Duration.ofSeconds(7), true).isResurrectionOf(BEFORE, seconds(1_000)));
  }

  @Test
  void isResurrection_theSameOrEmptyOrThereAllAlong_isNot() {
    assertFalse(BEFORE.isResurrectionOf(BEFORE, seconds(3_600)), "the same");
    assertFalse(started(seconds(7), false).isResurrectionOf(BEFORE, seconds(7)), "empty");
    assertFalse(started(seconds(60), true).isResurrectionOf(BEFORE, seconds(5)), "all along");
  }

  private static Incarnation started(Duration uptime, boolean isFromDisk) {
    return new Incarnation("a1", uptime, isFromDisk);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Incarnation read(String rest) {
    Incarnation now = Incarnation.read(SERVER + rest);
    assertNotNull(now);
    return now;
  }
}
