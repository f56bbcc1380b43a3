package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.embedded.RedisProcess;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RedisExtensionTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static int ports; // confined to the thread of the tests

  @RepeatedTest(2)
  void beforeEach_lastTestLeftKeys_isEmpty() {
    try (RespClient client = redis.client()) {
      assertEquals(0, client.number("DBSIZE"));
      client.command("SET", "left", "behind");
    }
  }

  @RepeatedTest(2)
  void beforeEach_lastTestPausedAndKilled_serves() {
    try (RespClient client = redis.client()) {
      assertEquals("PONG", client.text("PING"));
    }
    redis.process().pause();
  }

  @RepeatedTest(2)
  void beforeEach_lastTestKilled_servesOnSamePort() {
    assertTrue(ports == 0 || ports == redis.port());
    ports = redis.port();
    redis.process().kill();
  }

  @Test
  void restart_running_isEmptyOnSamePort() {
    int port = redis.port();
    try (RespClient client = redis.client()) {
      client.command("SET", "a", "1");
    }

    redis.restart();

    assertEquals(port, redis.port());
    try (RespClient client = redis.client()) {
      assertEquals(0, client.number("DBSIZE"));
    }
  }

  @Test
  void parameter_process_isTheServers(RedisProcess process) {
    assertSame(redis.process(), process);
  }

  @Nested
  class InNestedClass {
    @Test
    void staticField_isTheSameServer() {
      assertTrue(redis.process().isAlive());
    }
  }
}
