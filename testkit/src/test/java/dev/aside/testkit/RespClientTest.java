package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RespClientTest {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void command_eachKindOfReply_isRead() {
    try (RespClient client = redis.client()) {
      assertEquals("OK", client.command("SET", "k", new byte[] {1, '\r', '\n', 0}));
      assertArrayEquals(new byte[] {1, '\r', '\n', 0}, client.bytes("GET", "k"));
      assertEquals(1L, client.number("EXISTS", "k"));
      assertNull(client.bytes("GET", "missing"));
      assertEquals("শুভ", client.text("ECHO", "শুভ"));
      client.command("SET", "t", "text");
      assertEquals(Arrays.asList("text", null), client.texts("MGET", "t", "missing"));
    }
  }

  @Test
  void command_refused_throwsWithTheServersText() {
    try (RespClient client = redis.client()) {
      var error = assertThrows(RespException.class, () -> client.command("NO-SUCH"));

      assertTrue(String.valueOf(error.getMessage()).startsWith("ERR unknown command"));
      assertEquals("PONG", client.text("PING"));
    }
  }

  @Test
  void subscribe_published_arrivesInOrder() {
    try (RespClient listener = redis.client();
        RespClient client = redis.client()) {
      listener.subscribe("a", "b");

      client.command("PUBLISH", "a", "one");
      client.command("PUBLISH", "b", "two");

      assertEquals("a: one", listener.nextMessage().toString());
      assertEquals("b: two", listener.nextMessage().toString());
    }
  }
}
