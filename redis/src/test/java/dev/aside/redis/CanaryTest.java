package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.Coherence;
import dev.aside.testkit.Await;
import dev.aside.testkit.ChaosProxy;
import dev.aside.testkit.ManualTime;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import io.lettuce.core.TrackingArgs;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Time is moved by hand, server and wire are real: each step waits for the answers to it. */
@Timeout(60)
class CanaryTest {
  private static final Duration BEAT = Open.LAG.dividedBy(4);
  private static final String PASSWORD = "secret";

  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  private final ManualTime time = ManualTime.create();
  private final WarningLog limitations = WarningLog.of(Limitations.class);
  private final WarningLog troubles = WarningLog.of(Troubles.class);
  private ChaosProxy proxy;
  private RespClient client;

  @BeforeEach
  void setUp() {
    limitations.start();
    troubles.start();
    proxy = ChaosProxy.to(redis.port());
    client = redis.client();
  }

  @AfterEach
  void tearDown() {
    client.close();
    proxy.close();
    limitations.stop();
    troubles.stop();
  }

  @Test
  void commands_nobodyKeepsCopies_none() {
    try (Backend backend = open("")) {
      client.command("CONFIG", "RESETSTAT");
      for (int i = 1; i <= 5; i++) {
        time.advance(Canary.PERIOD);
        long asked = i;
        Await.until("the heartbeat", () -> CommandStats.calls(client, "time") == asked);
      }

      assertEquals(0, CommandStats.calls(client, "get"));
      assertEquals(0, CommandStats.calls(client, "set"));
      assertEquals(0, backend.store().coherence().epoch());
    }
  }

  @Test
  void commands_copiesAreKept_twoASecond() {
    try (Backend backend = coherent("")) {
      long epoch = backend.store().coherence().epoch();
      client.command("CONFIG", "RESETSTAT");
      for (int i = 1; i <= 5; i++) {
        move(backend, Canary.PERIOD);
        long sent = i;
        Await.until("the next proof", () -> CommandStats.calls(client, "set") == sent);
      }

      assertEquals(5, CommandStats.calls(client, "get"));
      assertEquals(0, CommandStats.calls(client, "client|tracking"));
      assertEquals(epoch, backend.store().coherence().epoch());
    }
  }

  @Test
  void heartbeats_shorterLagIsAskedFor_comeAtOnceAndOftenerFromNowOn() {
    try (Backend backend = open("")) {
      client.command("CONFIG", "RESETSTAT");

      backend.store().coherence().keepWithin(Open.LAG);
      awaitPings(1);

      for (int i = 2; i < 8; i++) { // before the other connections are due: once a second
        time.advance(BEAT);
        awaitPings(i);
      }
      backend.store().coherence().keepWithin(Open.LAG.multipliedBy(2));
      time.advance(BEAT);
      awaitPings(8);
    }
  }

  private void awaitPings(long expected) {
    Await.until(
        expected + " pings were counted", () -> CommandStats.calls(client, "ping") == expected);
  }

  @Test
  void key_hasThePrefixAndGoesByItself() {
    try (Backend backend = coherent("shop:")) {
      assertNotEquals(0, backend.store().coherence().epoch());
      List<String> keys = client.texts("KEYS", "*");
      assertEquals(1, keys.size(), keys.toString());
      assertTrue(keys.get(0).matches("shop:aside:hb:\\{0}:[0-9a-f]{16}"), keys.get(0));
      long ttl = client.number("PTTL", keys.get(0));
      assertTrue(ttl > 0 && ttl <= 10_000, "ttl: " + ttl);
    }
  }

  @Test
  void announcementsDropped_fromTheStart_noEpochAndItIsToldOnceAndRecovers() {
    proxy.dropInvalidations(true);
    try (Backend backend = open("")) {
      backend.store().coherence().keepWithin(Open.LAG);
      for (int i = 1; i <= 3; i++) {
        long sent = i;
        Await.until("the next proof", () -> CommandStats.calls(client, "set") == sent);
        awaitFailure(backend);
        move(backend, Canary.PERIOD);
      }

      assertEquals(0, backend.store().coherence().epoch());
      awaitLimited(backend, "announces nothing");
      assertEquals(1, limitations.warnings().size(), limitations.warnings().toString());

      proxy.dropInvalidations(false);
      Await.until(
          "an epoch has begun",
          () -> {
            move(backend, BEAT);
            return backend.store().coherence().epoch() != 0;
          });
      assertEquals(List.of(), backend.limitations());
      assertEquals(List.of(), backend.troubles());
    }
  }

  @Test
  void announcementsDropped_later_epochEndsWithinTwoSeconds() {
    try (Backend backend = coherent("")) {
      Coherence coherence = backend.store().coherence();
      proxy.dropInvalidations(true);
      Duration start = time.elapsed();

      while (coherence.epoch() != 0) {
        move(backend, BEAT);
        awaitAnswers(backend);
        Duration took = time.elapsed().minus(start);
        assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, "took " + took);
      }

      awaitLimited(backend, "announces nothing");
    }
  }

  @Test
  void announcementsHeldBackWithEverything_epochEndsWithinTwoSecondsOfTheProof() {
    try (Backend backend = coherent("")) {
      proxy.hold(ChaosProxy.Direction.TO_CLIENT);
      Duration start = time.elapsed();

      while (backend.store().coherence().epoch() != 0) {
        time.advance(BEAT);
        Duration took = time.elapsed().minus(start);
        Duration most = Canary.PERIOD.plus(Canary.MAX_MISSING);
        assertTrue(took.compareTo(most) <= 0, "took " + took);
      }
    }
  }

  @Test
  void trackingSwitchedOff_isNoticedAndSwitchedOnAgain() {
    try (Backend backend = coherent("")) {
      long epoch = backend.store().coherence().epoch();
      Await.result(
          Objects.requireNonNull(((LettuceBackend) backend).readConnection())
              .async()
              .clientTracking(TrackingArgs.Builder.enabled(false)));

      move(backend, Canary.PERIOD);
      awaitFailure(backend);
      move(backend, Canary.PERIOD);

      awaitEpoch(backend);
      assertTrue(backend.store().coherence().epoch() > epoch);
    }
  }

  @Test
  void serverIsAReplica_epochEndsAndItIsTroubleUntilItIsNoMore() {
    assertRefusal(
        () -> client.command("REPLICAOF", "127.0.0.1", "1"),
        () -> client.command("REPLICAOF", "NO", "ONE"),
        "READONLY");
  }

  @Test
  void serverHasTooFewReplicas_epochEndsAndItIsTroubleUntilItHasThem() {
    assertRefusal(
        () -> client.command("CONFIG", "SET", "min-replicas-to-write", "1"),
        () -> client.command("CONFIG", "SET", "min-replicas-to-write", "0"),
        "NOREPLICAS");
  }

  @Test
  void serverIsFull_epochEndsAndItIsTroubleUntilThereIsRoom() {
    assertRefusal(
        () -> client.command("CONFIG", "SET", "maxmemory", "1"),
        () -> client.command("CONFIG", "SET", "maxmemory", "0"),
        "OOM");
  }

  private void assertRefusal(Runnable begin, Runnable end, String code) {
    try (Backend backend = coherent("")) {
      begin.run();
      for (int i = 0; i < 4; i++) {
        move(backend, Canary.PERIOD);
        awaitFailure(backend);
      }

      assertEquals(0, backend.store().coherence().epoch());
      Await.until("it is told", () -> backend.troubles().toString().contains(code));
      long warnings = troubles.warnings().stream().filter(line -> line.contains(code)).count();
      assertEquals(1, warnings, troubles.warnings().toString());

      end.run();
      move(backend, Canary.PERIOD);
      awaitEpoch(backend);
      assertEquals(List.of(), backend.troubles());
    }
  }

  @Test
  void keyMayNotBeWritten_noEpochAndLimitationNamesIt() {
    assertNoPermission("~user:* %R~aside:hb:* +@all", "~aside:hb:*", "aside:hb:");
  }

  @Test
  void keyMayNotBeRead_noEpochAndLimitationNamesIt() {
    assertNoPermission("~user:* %W~aside:hb:* +@all", "~aside:hb:*", "aside:hb:");
  }

  @Test
  void trackingRefused_noEpochUntilItIsGranted() {
    assertNoPermission("~* +@all -client|tracking", "+client|tracking", "client|tracking");
  }

  private void assertNoPermission(String rules, String grant, String told) {
    setUser(rules.split(" "));
    String uri = "redis://ann:" + PASSWORD + "@127.0.0.1:" + proxy.port();
    try (Backend backend = open(uri, "")) {
      backend.store().coherence().keepWithin(Open.LAG);
      awaitLimited(backend, told);
      assertTrue(backend.limitations().toString().contains("NOPERM"));
      Await.result(backend.store().get(Open.utf8("user:42")));
      for (int i = 0; i < 9; i++) {
        move(backend, Canary.PERIOD);
      }
      assertEquals(0, backend.store().coherence().epoch());
      assertEquals(1, limitations.warnings().size(), limitations.warnings().toString());

      setUser(grant);
      move(backend, Canary.REFUSED_PERIOD);

      awaitEpoch(backend);
      assertEquals(List.of(), backend.limitations());
    }
  }

  @Test
  void connectionForWritesLost_andMadeAnew_epochGoesOn() {
    try (Backend backend = coherent("")) {
      long epoch = backend.store().coherence().epoch();

      killWrites(backend);
      move(backend, BackOff.LONGEST);
      Open.awaitHealthy(backend);
      move(backend, Canary.PERIOD);

      assertEquals(epoch, backend.store().coherence().epoch());
    }
  }

  @Test
  void connectionForWritesLost_andNotMadeAnew_epochEndsUntilItIs() {
    try (Backend backend = coherent("")) {
      proxy.refuse(true);
      killWrites(backend);
      Duration start = time.elapsed();

      while (backend.store().coherence().epoch() != 0) {
        move(backend, BEAT);
        Duration most = Canary.PERIOD.plus(Canary.MAX_MISSING).plus(BEAT);
        assertTrue(time.elapsed().minus(start).compareTo(most) < 0, "" + time.elapsed());
      }
      assertTrue(backend.troubles().toString().contains("(writes)"));

      proxy.refuse(false);
      Await.until(
          "the proof comes with the connection",
          () -> {
            move(backend, BEAT);
            return backend.store().coherence().epoch() != 0;
          });
    }
  }

  @Test
  void flushAll_newEpochAndProofsGoOn() {
    try (Backend backend = coherent("")) {
      long epoch = backend.store().coherence().epoch();
      for (int i = 1; i <= 3; i++) {
        client.command("FLUSHALL");
        long next = epoch + i;
        Await.until("a new epoch", () -> backend.store().coherence().epoch() == next);
        move(backend, Canary.PERIOD);
        move(backend, BEAT);
      }

      assertEquals(epoch + 3, backend.store().coherence().epoch());
      assertEquals(List.of(), backend.limitations());
    }
  }

  @Test
  void serverForgetsWhatWasRead_epochGoesOn() {
    client.command("CONFIG", "SET", "tracking-table-max-keys", "1");
    try (Backend backend = coherent("")) {
      long epoch = backend.store().coherence().epoch();
      for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 20; j++) {
          Await.result(backend.store().get(Open.utf8("user:" + j)));
        }
        move(backend, Canary.PERIOD);
        move(backend, BEAT);
      }

      assertEquals(epoch, backend.store().coherence().epoch());
      assertEquals(List.of(), backend.limitations());
    }
  }

  /** Connected; nobody keeps copies. */
  private Backend open(String prefix) {
    return open("redis://127.0.0.1:" + proxy.port(), prefix);
  }

  private Backend open(String uri, String prefix) {
    Backend backend = Open.with(uri, null, prefix, Open.COMMAND_TIMEOUT, time);
    Await.until(
        "all connections are there",
        () -> {
          List<String> troubles = backend.troubles();
          if (!troubles.isEmpty() && !troubles.toString().contains("not connected yet")) {
            time.advance(BackOff.LONGEST); // a try has failed, as this machine is busy
          }
          return troubles.isEmpty() && backend.store().isAvailable();
        });
    return backend;
  }

  private Backend coherent(String prefix) {
    return Open.coherent(open(prefix));
  }

  /** Moves time on in steps of heartbeats, each of which is answered before the next. */
  private void move(Backend backend, Duration duration) {
    Coherence coherence = backend.store().coherence();
    for (Duration left = duration; !left.isZero(); left = left.minus(BEAT)) {
      long before = time.nanoTime();
      time.advance(BEAT);
      Await.until("the heartbeat is answered", () -> coherence.barrierNanos() - before > 0);
    }
  }

  /**
   * Both questions of the proof under way are answered: the second is sent with the answer to the
   * first, and what is asked later on the same connections is answered later.
   */
  private static void awaitAnswers(Backend backend) {
    byte[] key = Open.utf8("user:42");
    Await.result(backend.store().get(key));
    Await.result(backend.store().remove(List.of(key)));
  }

  /** The proof under way has been written by then; the next heartbeat judges it. */
  private void awaitFailure(Backend backend) {
    Await.until(
        "the proof has failed",
        () -> {
          boolean failed =
              backend.store().coherence().epoch() == 0
                  && !(backend.limitations().isEmpty() && backend.troubles().isEmpty());
          if (!failed) {
            move(backend, BEAT);
          }
          return failed;
        });
  }

  private static void awaitEpoch(Backend backend) {
    Await.until("an epoch has begun", () -> backend.store().coherence().epoch() != 0);
  }

  private static void awaitLimited(Backend backend, String text) {
    Await.until("it is told", () -> backend.limitations().toString().contains(text));
    assertEquals(1, backend.limitations().size());
  }

  private void killWrites(Backend backend) {
    String id =
        String.valueOf(client.text("CLIENT", "LIST"))
            .lines()
            .filter(line -> line.contains("name=test-client") && line.contains(" cmd=set "))
            .map(line -> line.substring(line.indexOf('=') + 1, line.indexOf(' ')))
            .findFirst()
            .orElse(null);
    assertNotNull(id);
    client.command("CLIENT", "KILL", "ID", id);
    Await.until("the loss is noticed", () -> backend.troubles().toString().contains("(writes)"));
  }

  private void setUser(String... rules) {
    Object[] command = new Object[5 + rules.length];
    System.arraycopy(
        new Object[] {"ACL", "SETUSER", "ann", "on", ">" + PASSWORD}, 0, command, 0, 5);
    System.arraycopy(rules, 0, command, 5, rules.length);
    client.command(command);
  }
}
