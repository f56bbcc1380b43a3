package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ChaosProxy.Direction;
import dev.aside.testkit.ManualTime;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What each operation costs the server in commands, as the server counts them. Time stands still in
 * the instances, so that nothing else is sent: no heartbeats, no proofs that changes are announced.
 */
@Timeout(120)
class CostTest {
  private static final int MANY = 200;
  private static final Duration NO_HURRY = Duration.ofSeconds(20);

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private RespClient client;
  private Aside one;
  private Aside two;

  @BeforeEach
  void connect() {
    client = redis.client();
    one = open(redis.port());
    two = open(redis.port());
    write(users(one), "warm"); // so that the server knows the scripts
    users(one).invalidate("warm");
    client.command("CONFIG", "RESETSTAT");
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    client.close();
  }

  @Test
  void localHit_costsNothing() {
    AsideCache<String, String> users = users(one);
    users.get("42");
    awaitKept(users, 1);
    client.command("CONFIG", "RESETSTAT");

    for (int i = 0; i < 10_000; i++) {
      users.get("42");
    }

    assertEquals(Map.of(), CommandStats.all(client));
  }

  @Test
  void remoteHit_costsOneGet() {
    AsideCache<String, String> there = users(two);
    eachKey(key -> there.get(key));
    awaitKept(there, MANY);
    AsideCache<String, String> here = users(one);
    warm(here);

    eachKey(key -> assertEquals("value of " + key, here.get(key)));

    assertEquals(Map.of("get", (long) MANY), CommandStats.all(client));
  }

  @Test
  void miss_costsAGetTwoScriptsAtMostAndALookAtWhatWasStored() {
    AsideCache<String, String> users = users(one);
    warm(users);
    eachKey(key -> users.get(key));
    awaitKept(users, MANY + 1);

    Map<String, Long> calls = CommandStats.all(client);
    long looks = calls.getOrDefault("getrange", 0L) - assertLeasedAndFilled(calls);
    assertTrue(looks >= MANY && looks <= 2 * MANY, calls.toString());
  }

  @Test
  void missWithoutCopies_costsAGetAndTwoScriptsAtMost() {
    AsideCache<String, String> users =
        one.cache("plain", String.class).loader(key -> "value of " + key).noLocal().build();
    warm(users);
    eachKey(key -> users.get(key));
    Await.until("all are stored", () -> users.stats().fills() == MANY + 1);

    Map<String, Long> calls = CommandStats.all(client);
    assertEquals(assertLeasedAndFilled(calls), calls.get("getrange"), calls.toString());
  }

  /**
   * One GET a miss, and a script for the lease; for the fill another one, or SET where the server
   * can compare first.
   *
   * @return how many scripts, each of which looks at the header once
   */
  private static long assertLeasedAndFilled(Map<String, Long> calls) {
    long scripts = calls.getOrDefault("evalsha", 0L);
    assertEquals(MANY, calls.get("get"), calls.toString());
    assertTrue(scripts >= MANY && scripts <= 2 * MANY, calls.toString());
    assertEquals(2 * MANY, calls.get("set"), "of leases and fills, by scripts or not");
    return scripts;
  }

  @Test
  void invalidate_costsOneScriptThatLooksAndRemoves() {
    AsideCache<String, String> users = users(one);
    eachKey(key -> users.invalidate(key));

    assertEquals(
        Map.of("evalsha", (long) MANY, "getrange", (long) MANY, "unlink", (long) MANY),
        CommandStats.all(client));
  }

  @Test
  void write_costsTwoScripts() {
    AsideCache<String, String> users = users(one);
    eachKey(key -> write(users, key));

    Map<String, Long> calls = CommandStats.all(client);
    assertEquals(2 * MANY, calls.get("evalsha"), calls.toString());
    assertFalse(calls.containsKey("eval"), calls.toString());
  }

  @Test
  void loadsInOneInstance_costAnotherThatDoesNotHoldTheKeysNothing() {
    try (ChaosProxy proxy = ChaosProxy.to(redis.port());
        Aside other = open(proxy.port())) {
      AsideCache<String, String> theirs = users(other);
      theirs.get("held");
      awaitKept(theirs, 1);
      long sent = proxy.passedBytes(Direction.TO_SERVER);
      long received = proxy.passedBytes(Direction.TO_CLIENT);

      AsideCache<String, String> ours = users(one);
      for (int from = 0; from < 10_000; from += 500) {
        loadAtOnce(ours, from, from + 500);
      }

      assertEquals(10_000, ours.stats().loads());
      Await.until("all are stored", () -> ours.stats().fills() == 10_000);
      assertEquals(sent, proxy.passedBytes(Direction.TO_SERVER), "not a byte");
      assertEquals(received, proxy.passedBytes(Direction.TO_CLIENT), "nor a byte");

      ours.invalidate("held"); // which it does hold
      Await.until("it hears", () -> proxy.passedBytes(Direction.TO_CLIENT) > received);
    }
  }

  private static void loadAtOnce(AsideCache<String, String> cache, int from, int to) {
    List<CompletionStage<String>> loads = new ArrayList<>();
    for (int i = from; i < to; i++) {
      loads.add(cache.async().get("load" + i));
    }
    loads.forEach(Await::result);
  }

  /** The first read of a cache learns its stamp, too; and from here on it is counted. */
  private void warm(AsideCache<String, String> cache) {
    cache.get("warm");
    Await.until("it is stored", () -> cache.stats().fills() == 1);
    cache.get("warm");
    client.command("CONFIG", "RESETSTAT");
  }

  private interface Use {
    void of(String key);
  }

  private static void eachKey(Use use) {
    for (int i = 0; i < MANY; i++) {
      use.of("id" + i);
    }
  }

  private static Aside open(int port) {
    Aside aside =
        Aside.builder("redis://127.0.0.1:" + port)
            .connectTimeout(NO_HURRY)
            .commandTimeout(NO_HURRY)
            .timeSource(ManualTime.create())
            .build();
    Await.until("it is coherent", () -> aside.health().live() && aside.health().coherent());
    return aside;
  }

  private static AsideCache<String, String> users(Aside aside) {
    return aside.cache("user", String.class).loader(key -> "value of " + key).build();
  }

  /** Until so many copies are here: then all that belongs to their loads has been sent. */
  private static void awaitKept(AsideCache<String, String> cache, int copies) {
    Await.until("the copies are kept", () -> cache.stats().localEntries() == copies);
  }

  private static void write(AsideCache<String, String> cache, String key) {
    try {
      cache.write(List.of(key), () -> "done");
    } catch (Exception e) {
      throw new AssertionError("the transaction throws nothing", e);
    }
  }
}
