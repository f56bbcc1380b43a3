package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the scripts do in states that this version does not bring about itself. */
@Timeout(60)
class ScriptTest {
  private static final String KEY = "user:42";
  private static final String MINUTE = "60000";
  private static final byte[] NONCE = Open.utf8("nonce..8");

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private RespClient client;

  @BeforeEach
  void setUp() {
    client = redis.client();
  }

  @AfterEach
  void tearDown() {
    client.close();
  }

  @Test
  void lease_refreshOfValue_isGrantedInPlace() {
    store(entry(EntryHeader.VALUE, "old"), 60_000);

    List<?> reply = lease("1");

    assertEquals("G", text(reply.get(0)));
    byte[] now = stored();
    assertEquals(EntryHeader.VALUE, EntryHeader.state(now));
    assertEquals("old", Entry.text(now));
    assertArrayEquals((byte[]) reply.get(1), EntryHeader.leaseId(now));
  }

  @Test
  void lease_refreshOfValueThatGoesSoon_valueOutlivesTheLease() {
    store(entry(EntryHeader.VALUE, "old"), 1_000);

    lease("1");

    assertTrue(client.number("PTTL", KEY) > 30_000);
  }

  @Test
  void lease_refreshTwice_isBusy() {
    store(entry(EntryHeader.VALUE, "old"), 60_000);
    lease("1");

    assertEquals("B", text(lease("1").get(0)));
  }

  @Test
  void lease_heldOffOrBeingWritten_isBlockedForAsLongAsItLives() {
    for (byte state : new byte[] {EntryHeader.TOMBSTONE, EntryHeader.WRITE_INTENT}) {
      store(entry(state, ""), 5_000);

      List<?> reply = lease("0");

      assertEquals(state, ((byte[]) reply.get(0))[0]);
      long left = (Long) reply.get(2);
      assertTrue(left > 1_000 && left <= 5_000, "left: " + left);
    }
  }

  @Test
  void lease_foreignBytesOfAnyLength_areLeftAlone() {
    for (String foreign : List.of("x", "R1", "{\"id\":42}", "R2" + "v".repeat(100))) {
      client.command("SET", KEY, foreign);

      assertEquals("X", text(lease("0").get(0)));
      assertEquals("X", text(lease("1").get(0)));
      assertEquals(foreign, client.text("GET", KEY));
    }
  }

  @Test
  void fill_leaseOnValue_replacesItUnlessOlder() {
    byte[] value = entry(EntryHeader.VALUE, "five");
    EntryHeader.number(value, EntryHeader.VERSION, 5);
    store(value, 60_000);
    byte[] id = (byte[]) lease("1").get(1);

    assertEquals(List.of("0", "older"), fill(Script.FILL, id, 4, "four"));
    assertEquals(List.of("0", "older"), fill(Script.FILL_LARGE, id, 4, "four"));
    assertEquals("five", Entry.text(stored()));

    assertEquals("1", fill(Script.FILL, id, 5, "five again").get(0));
    assertEquals("five again", Entry.text(stored()));
  }

  @Test
  void fillLarge_stageGone_isRefused() {
    byte[] id = (byte[]) lease("0").get(1);

    assertEquals(List.of("0", "stage"), fill(Script.FILL_LARGE, id, 0, null));

    assertArrayEquals(id, EntryHeader.leaseId(stored()));
  }

  @Test
  void putLarge_stageGone_isRefused() {
    assertEquals(
        List.of("0", "stage"),
        texts(eval(Script.PUT_LARGE, 2, KEY, "{" + KEY + "}:s", MINUTE, MINUTE, MINUTE, "0")));
  }

  @Test
  void release_leaseOnValue_leavesTheValue() {
    store(entry(EntryHeader.VALUE, "old"), 60_000);
    byte[] id = (byte[]) lease("1").get(1);

    assertEquals(1L, eval(Script.RELEASE, 1, KEY, id));

    byte[] now = stored();
    assertEquals("old", Entry.text(now));
    assertNull(EntryHeader.leaseId(now));
    assertEquals(0, EntryHeader.number(now, EntryHeader.LEASE_DEADLINE));
  }

  private List<?> lease(String refresh) {
    return (List<?>) eval(Script.LEASE, 1, KEY, NONCE, MINUTE, refresh);
  }

  private List<String> fill(Script script, byte[] id, long version, @Nullable String staged) {
    if (script == Script.FILL) {
      byte[] frame = Entry.of(String.valueOf(staged));
      return texts(eval(script, 1, KEY, id, MINUTE, MINUTE, MINUTE, version, frame));
    }
    String stage = "{" + KEY + "}:s1";
    if (staged != null) {
      client.command("SET", stage, Entry.of(staged));
    }
    return texts(eval(script, 2, KEY, stage, id, MINUTE, MINUTE, MINUTE, version));
  }

  private Object eval(Script script, int keys, Object... keysAndArguments) {
    List<Object> command = new ArrayList<>(List.of("EVAL", script.body(), keys));
    command.addAll(Arrays.asList(keysAndArguments));
    return Objects.requireNonNull(client.command(command.toArray()));
  }

  private void store(byte[] entry, long ttlMillis) {
    client.command("SET", KEY, entry, "PX", ttlMillis);
  }

  private byte[] stored() {
    return Objects.requireNonNull(client.bytes("GET", KEY));
  }

  private static byte[] entry(byte state, String text) {
    byte[] entry = Entry.of(text);
    EntryHeader.begin(entry, state);
    return entry;
  }

  private static List<String> texts(Object reply) {
    return ((List<?>) reply).stream().map(ScriptTest::text).toList();
  }

  private static String text(Object part) {
    return (part instanceof byte[] bytes)
        ? new String(bytes, StandardCharsets.US_ASCII)
        : String.valueOf(part);
  }
}
