package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.cache.AsideCache;
import dev.aside.cache.Explanation;
import dev.aside.cache.LocalOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an operator is told of a key. */
final class ExplainTest {
  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final AsideCache<String, String> cache =
      p.cache(
          b ->
              b.local(LocalOptions.defaults().ttl(Duration.ofSeconds(10)))
                  .ttl(Duration.ofSeconds(60))
                  .loader(key -> "secret"));

  @Test
  void explain_unknownKey_isNowhere() {
    Explanation nowhere = explain("42");

    assertEquals(Explanation.Local.NONE, nowhere.local());
    assertEquals(Explanation.Remote.NOTHING, nowhere.remote());
    assertNull(nowhere.age());
    assertEquals("user:42: copy here none; at the server nothing", nowhere.toString());
  }

  @Test
  void explain_loadedValue_saysWhereHowOldAndHowLong() {
    p.settle(cache.async().get("42"));
    fleet.time.advance(Duration.ofSeconds(4));

    Explanation value = explain("42");

    assertEquals(Explanation.Local.SERVED, value.local());
    assertEquals(Explanation.Remote.VALUE, value.remote());
    assertEquals(Duration.ofSeconds(4), value.age());
    assertEquals(Duration.ofSeconds(56), value.remaining());
    assertFalse(value.toString().contains("secret"), value::toString);
  }

  @Test
  void explain_copyWhoseTimeIsOver_isExpired() {
    p.settle(cache.async().get("42"));
    fleet.time.advance(Duration.ofSeconds(10));

    assertEquals(Explanation.Local.EXPIRED, explain("42").local());
  }

  @Test
  void explain_announcementsAreLate_copyIsNotTrusted() {
    p.settle(cache.async().get("42"));
    p.link.delayAnnouncements();
    fleet.time.advance(Duration.ofSeconds(2));

    assertEquals(Explanation.Local.NOT_TRUSTED, explain("42").local());
  }

  @Test
  void explain_loadUnderWay_saysSoHereAndAtTheServer() {
    cache.async().get("42");

    Explanation loading = explain("42", /* run= */ false);

    assertTrue(loading.loadingHere());
    assertEquals(Explanation.Remote.LOADING, loading.remote());
  }

  @Test
  void explain_writeUnderWay_saysSo() {
    cache.async().write(List.of("42"), CompletableFuture::new);
    p.run();

    assertEquals(Explanation.Remote.BEING_WRITTEN, explain("42").remote());
  }

  @Test
  void explain_serverIsAway_saysSoAndWhatWaitsForIt() {
    p.link.cut();
    p.failure(cache.async().invalidate("42"));

    Explanation away = explain("42");

    assertEquals(Explanation.Remote.UNREACHABLE, away.remote());
    assertTrue(away.invalidationPending());
  }

  @Test
  void explain_rememberedAbsence_isAbsent() {
    p.settle(cache.async().get("nobody", key -> null));

    assertEquals(Explanation.Remote.ABSENT, explain("nobody").remote());
  }

  @Test
  void explain_bytesOfAnother_areForeignOrDamaged() {
    byte[] name = "user:42".getBytes(StandardCharsets.US_ASCII);
    byte[] other = new byte[64];
    Fleet.join(
        fleet.shared.store().put(name, other, new dev.aside.spi.Lifetime(1_000, 1_000, 1_000, 0)));

    assertEquals(Explanation.Remote.FOREIGN, explain("42").remote());
  }

  @Test
  void explain_changedHereAndElsewhere_saysWhen() {
    p.settle(cache.async().get("42"));
    p.settle(cache.async().invalidate("42"));
    fleet.time.advance(Duration.ofSeconds(3));
    p.settle(cache.async().get("42"));
    fleet.shared.store().remove(List.of("user:42".getBytes(StandardCharsets.US_ASCII)));
    fleet.time.advance(Duration.ofSeconds(2));

    Explanation why = explain("42");

    assertEquals(Duration.ofSeconds(5), why.sinceChangedHere());
    assertEquals(Duration.ofSeconds(2), why.sinceAnnounced());
    assertTrue(why.toString().contains("last changed by this process PT5S ago"), why.toString());
  }

  @Test
  void explain_clearedSince_saysThatATagTookIt() {
    p.settle(cache.async().get("42"));
    p.settle(cache.async().clear());

    assertEquals(Explanation.Remote.INVALID_BY_TAG, explain("42").remote());
  }

  private Explanation explain(String key) {
    return explain(key, /* run= */ true);
  }

  private Explanation explain(String key, boolean run) {
    CompletableFuture<Explanation> explained = cache.async().explain(key).toCompletableFuture();
    if (run) {
      p.run();
    } else {
      p.tasks.removeLast().run(); // this answer only, not the loader before it
    }
    return explained.join();
  }
}
