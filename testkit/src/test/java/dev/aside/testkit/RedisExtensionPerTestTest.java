package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.embedded.RedisProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RedisExtensionPerTestTest {
  private static @Nullable RedisProcess last; // confined to the thread of the tests

  @RegisterExtension
  final RedisExtension redis =
      RedisExtension.create(builder -> builder.arguments("--maxclients", "77"));

  @RepeatedTest(2)
  void instanceField_eachTest_hasServerOfItsOwnWithTheSettings() {
    RedisProcess before = last;
    last = redis.process();

    assertTrue(redis.process().isAlive());
    assertFalse(before != null && before.isAlive(), "the last test's server has gone");
    try (RespClient client = redis.client()) {
      assertEquals(List.of("maxclients", "77"), client.texts("CONFIG", "GET", "maxclients"));
    }
  }
}
