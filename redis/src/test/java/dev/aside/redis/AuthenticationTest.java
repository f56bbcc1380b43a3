package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.Fill;
import dev.aside.spi.Lease;
import dev.aside.spi.TimeSource;
import dev.aside.testkit.Await;
import dev.aside.testkit.RecordingReceiver;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class AuthenticationTest {
  private static final String PASSWORD = "c0rrect horse/battery@staple:%";
  private static final String ENCODED = "c0rrect%20horse%2Fbattery%40staple%3A%25";
  private static final byte[] KEY = Open.utf8("p:42");

  /**
   * The grants that are recommended, as far as Redis 7.0 knows them; {@code +info}, to see whether
   * the server has come back with old data.
   */
  private static final String[] GRANTS =
      ("~p:* ~{p:* &p:* -@all +get +getrange +mget +set +setrange +unlink +exists +rename +pttl"
              + " +pexpire +time +evalsha +eval +script|load +ping +hello +client|tracking"
              + " +subscribe +unsubscribe +publish +info")
          .split(" ");

  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  private volatile String current = "";
  private volatile char[] handedOut = {};
  private volatile String thread = "";
  private final WarningLog log = WarningLog.of(Troubles.class);

  @BeforeEach
  void setUp() {
    log.start();
  }

  @AfterEach
  void noPassword() {
    log.stop();
    assertFalse(log.warnings().toString().contains("battery"), log.warnings().toString());
  }

  @Test
  void passwordInUri_percentEncoded_works() {
    requirePassword();
    try (Backend backend = Open.available("redis://:" + ENCODED + "@127.0.0.1:" + redis.port())) {
      assertNull(Await.result(backend.store().get(KEY)));
    }
  }

  @Test
  void passwordMissing_saysThatOneIsNeeded() {
    requirePassword();
    try (Backend backend = Open.at(redis.uri())) {
      awaitTrouble(backend, "a password is needed (NOAUTH) (reads, writes, messages)");
    }
  }

  @Test
  void passwordWrong_saysSoWithoutIt() {
    requirePassword();
    try (Backend backend = Open.at("redis://:battery1@127.0.0.1:" + redis.port())) {
      awaitTrouble(backend, "wrong user or password (WRONGPASS) (reads, writes, messages)");
      assertFalse(backend.store().isAvailable());
    }
  }

  @Test
  void supplier_asksAgain_recoversWithTheRightPassword() {
    requirePassword();
    current = "battery2";
    AtomicInteger asked = new AtomicInteger();
    try (Backend backend =
        Open.at(
            redis.uri(),
            () -> {
              asked.incrementAndGet();
              char[] password = current.toCharArray();
              handedOut = password;
              return password;
            })) {
      awaitTrouble(backend, "wrong user or password (WRONGPASS) (reads, writes, messages)");

      current = PASSWORD;
      Open.awaitHealthy(backend);

      assertTrue(asked.get() >= 6, "asked at each connection");
      assertEquals("\0".repeat(PASSWORD.length()), String.valueOf(handedOut));
    }
  }

  @Test
  void supplier_fails_saysWhichErrorAndGoesOnTrying() {
    AtomicInteger asked = new AtomicInteger();
    try (Backend backend =
        Open.at(
            redis.uri(),
            () -> {
              if (asked.incrementAndGet() <= 6) {
                throw new IllegalStateException("vault says battery");
              }
              return "any".toCharArray(); // the default user takes every password
            })) {
      Await.until(
          "the failure is told",
          () -> log.warnings().toString().contains("java.lang.IllegalStateException"));
      Open.awaitHealthy(backend);
    }
  }

  @Test
  void supplier_runsOnItsOwnThread() {
    try (Backend backend =
        Open.at(
            redis.uri(),
            () -> {
              thread = Thread.currentThread().getName();
              return "any".toCharArray();
            })) {
      Open.awaitHealthy(backend);
      assertTrue(thread.startsWith("aside-redis-connect"), thread);
    }
  }

  @Test
  void userWithoutPassword_isRefusedAtOnce() {
    assertThrows(
        IllegalArgumentException.class, () -> Open.at("redis://ann@127.0.0.1:" + redis.port()));
  }

  @Test
  void userWithTheRecommendedGrants_canDoEverything() {
    addUser("ann", GRANTS);
    try (Backend backend =
        Open.coherent(
            Open.with(
                "redis://ann:" + ENCODED + "@127.0.0.1:" + redis.port(),
                null,
                "p:",
                Open.COMMAND_TIMEOUT,
                TimeSource.system()))) {
      byte[] id =
          ((Lease.Granted) Await.result(backend.store().lease(KEY, new byte[8], 60_000))).id();
      assertEquals(
          Fill.Outcome.STORED,
          Await.result(backend.store().fill(KEY, id, Entry.large(), Open.MINUTE)).outcome());
      Await.result(backend.store().put(KEY, Entry.large(), Open.MINUTE));
      Await.result(backend.store().put(KEY, Entry.of("small"), Open.MINUTE));
      assertEquals("small", Entry.text(Await.result(backend.store().get(KEY))));
      Await.result(backend.store().header(KEY));
      Await.result(backend.store().getAll(List.of(KEY)));
      Await.result(backend.store().release(KEY, id));
      Await.result(backend.store().remove(List.of(KEY)));
      assertNotEquals(0, backend.store().coherence().epoch());

      RecordingReceiver receiver = RecordingReceiver.create();
      Await.result(backend.broker().subscribe("p:chat", receiver));
      assertEquals(1, Await.result(backend.broker().publish("p:chat", KEY)));
      receiver.await(1);
      Await.result(backend.broker().unsubscribe("p:chat"));
    }
    try (RespClient client = redis.client()) {
      assertEquals(List.of(), denials(client));
    }
  }

  @Test
  void userWithoutTracking_readsWithoutCopies() {
    WarningLog tracking = WarningLog.of(Limitations.class);
    tracking.start();
    addUser("bob", "~*", "+@all", "-client");
    try (Backend backend =
        Open.available("redis://bob:" + ENCODED + "@127.0.0.1:" + redis.port())) {
      assertNull(Await.result(backend.store().get(KEY)));
      assertEquals(0, backend.store().coherence().epoch());
      assertEquals(1, tracking.warnings().size(), tracking.warnings().toString());
      assertTrue(tracking.warnings().get(0).contains("NOPERM"));
    } finally {
      tracking.stop();
    }
  }

  @Test
  void userWithoutAKey_failsTypedAndConnectionStays() {
    addUser("eve", "~other:*", "+@all");
    try (Backend backend =
        Open.available("redis://eve:" + ENCODED + "@127.0.0.1:" + redis.port())) {
      assertTrue(Await.failure(backend.store().get(KEY)).toString().contains("NOPERM"));
      Await.failure(backend.store().lease(KEY, new byte[8], 1_000));
      Await.failure(backend.store().put(KEY, Entry.of("x"), Open.MINUTE));
      assertNull(Await.result(backend.store().get(Open.utf8("other:1"))));
      assertTrue(backend.store().isAvailable());
    }
  }

  @Test
  void channelRefused_othersWorkAndItIsToldAndTriedAgain() {
    addUser("kim", "~*", "+@all", "resetchannels", "&open");
    try (Backend backend = Open.available("redis://kim:" + ENCODED + "@127.0.0.1:" + redis.port());
        RespClient client = redis.client()) {
      RecordingReceiver secret = RecordingReceiver.create();
      var confirmed = backend.broker().subscribe("secret", secret).toCompletableFuture();
      Await.result(backend.broker().subscribe("open", RecordingReceiver.create()));
      Await.until(
          "the refusal is told", () -> backend.troubles().toString().contains("subscriptions"));
      assertFalse(confirmed.isDone());
      assertTrue(backend.store().isAvailable());

      client.command("ACL", "SETUSER", "kim", "&secret");

      Await.result(confirmed);
      client.command("PUBLISH", "secret", "now I hear");
      secret.await(1);
      Await.until("all is well", () -> backend.troubles().isEmpty());
    }
  }

  @Test
  void database_inUri_isUsed() {
    try (Backend backend = Open.available(redis.uri() + "/3");
        RespClient client = redis.client()) {
      Await.result(backend.store().put(KEY, Entry.of("in three"), Open.MINUTE));

      assertEquals(0, client.number("EXISTS", KEY));
      client.command("SELECT", "3");
      assertEquals(1, client.number("EXISTS", KEY));
    }
  }

  @Test
  void database_notThere_saysSo() {
    try (Backend backend = Open.at(redis.uri() + "/99")) {
      awaitTrouble(
          backend, "the server answered ERR DB index is out of range (reads, writes, messages)");
    }
  }

  @Test
  void clientName_isShownByTheServer() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      assertTrue(backend.store().isAvailable());
      String list = String.valueOf(client.text("CLIENT", "LIST"));
      assertEquals(3, list.lines().filter(line -> line.contains("name=test-client")).count());
    }
  }

  private static List<?> denials(RespClient client) {
    List<?> entries = (List<?>) client.command("ACL", "LOG");
    return (entries == null)
        ? List.of()
        : entries.stream()
            .flatMap(entry -> ((List<?>) entry).stream())
            .map(
                part ->
                    (part instanceof byte[] text)
                        ? new String(text, StandardCharsets.UTF_8)
                        : part.toString())
            .toList();
  }

  private void requirePassword() {
    try (RespClient client = redis.client()) {
      client.command("CONFIG", "SET", "requirepass", PASSWORD);
    }
  }

  private void addUser(String name, String... rules) {
    try (RespClient client = redis.client()) {
      Object[] command = new Object[5 + rules.length];
      System.arraycopy(
          new Object[] {"ACL", "SETUSER", name, "on", ">" + PASSWORD}, 0, command, 0, 5);
      System.arraycopy(rules, 0, command, 5, rules.length);
      client.command(command);
    }
  }

  private void awaitTrouble(Backend backend, String text) {
    String line = "127.0.0.1:" + redis.port() + ": " + text;
    Await.until(
        "its trouble is: " + line,
        () -> {
          assertEquals(List.of(line), backend.troubles());
          return true;
        });
  }
}
