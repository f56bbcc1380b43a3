package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Invalidation;
import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that are put: which of several stays (C8), and invalidations of other kinds. */
final class PutTest {
  private static final byte[] NAME = "user:42".getBytes(StandardCharsets.US_ASCII);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private final AsideCache<String, String> here = p.cache();
  private final AsideCache<String, String> there = q.cache();

  private static EntryOptions version(long version) {
    return EntryOptions.defaults().version(version);
  }

  @Test
  void put_alone_isStored() {
    p.settle(here.async().put("42", "put"));

    assertEquals("put", q.settle(there.async().peek("42")));
    assertEquals(1, here.stats().puts());
  }

  @Test
  void put_whileAnotherPuts_neitherStays() {
    byte[] other = beginAnotherPut();

    p.settle(here.async().put("42", "mine"));
    Fleet.join(fleet.shared.store().endWrite(NAME, other, frameOf("theirs"), MINUTE));

    assertNull(q.settle(there.async().peek("42")));
    assertEquals(1, here.stats().refusedContended());
  }

  @Test
  void put_invalidatedMeanwhile_isNotStored() {
    byte[] put = beginAnotherPut();
    q.settle(there.async().invalidate("42"));

    Fleet.join(fleet.shared.store().endWrite(NAME, put, frameOf("put"), MINUTE));

    assertNull(p.settle(here.async().peek("42")));
  }

  @Test
  void put_whileAWriteIsUnderWay_isNotStored() {
    CompletableFuture<String> commit = new CompletableFuture<>();
    CompletionStage<String> write = there.async().write(List.of("42"), () -> commit);
    q.run();

    p.settle(here.async().put("42", "put"));
    commit.complete("done");
    q.settle(write);

    assertNull(p.settle(here.async().peek("42")));
  }

  @Test
  void put_olderVersionAfterNewer_newerStays() {
    p.settle(here.async().put("42", "v2", version(2)));
    q.settle(there.async().put("42", "v1", version(1)));

    assertEquals("v2", p.settle(here.async().peek("42")));
    assertEquals(1, there.stats().refusedOlder());
  }

  @Test
  void load_olderVersionThanPutMeanwhile_isNotStored() {
    AsideCache<String, String> versioned =
        p.cache(b -> b.version(value -> Long.parseLong(value.substring(1))));
    CompletionStage<@Nullable String> loading = versioned.async().get("42", key -> "v1");
    q.settle(there.async().put("42", "v2", version(2)));

    assertEquals("v1", p.settle(loading));

    assertEquals("v2", q.settle(there.async().peek("42")));
  }

  @Test
  void load_lagsBehindTheFloor_isNotStoredWhileTheHoldLasts() {
    AsideCache<String, String> held =
        p.cache(
            b ->
                b.holdOff(Duration.ofSeconds(2))
                    .version(value -> Long.parseLong(value.substring(1))));
    p.settle(held.async().put("42", "v2"));
    p.settle(held.async().invalidate("42"));

    assertEquals("v1", p.settle(held.async().get("42", key -> "v1")), "from a replica that lags");
    assertNull(p.settle(held.async().peek("42")), "returned and not stored");
    p.settle(held.async().put("42", "v1"));
    assertNull(p.settle(held.async().peek("42")), "below the floor");
    p.settle(held.async().put("42", "v3"));
    assertEquals("v3", p.settle(held.async().peek("42")));
  }

  @Test
  void invalidate_withHoldOff_isLoadedAgainWhenItIsOver() {
    AsideCache<String, String> held = p.cache(b -> b.holdOff(Duration.ofSeconds(2)));
    p.settle(held.async().invalidate("42"));

    fleet.time.advance(Duration.ofSeconds(2));
    assertEquals("new", p.settle(held.async().get("42", key -> "new")));

    assertEquals("new", p.settle(held.async().peek("42")));
  }

  @Test
  void invalidateSettle_returnsWhenNoCopyCanBeServedAnyMore() {
    CompletionStage<@Nullable Void> settled = here.async().invalidate("42", Invalidation.SETTLE);
    p.run();

    fleet.time.advance(Duration.ofMillis(1_010));
    p.run();
    assertFalse(settled.toCompletableFuture().isDone());
    fleet.time.advance(Duration.ofMillis(1));

    assertNull(p.settle(settled));
  }

  @Test
  void invalidateSettle_serverWasLostMeanwhile_settlesAnew() {
    CompletionStage<@Nullable Void> settled = here.async().invalidate("42", Invalidation.SETTLE);
    p.link.heal(); // says that it was lost, and is found

    fleet.time.advance(Duration.ofMillis(1_011));
    p.run();
    assertFalse(settled.toCompletableFuture().isDone());
    fleet.time.advance(Duration.ofMillis(1_011));

    assertNull(p.settle(settled));
    assertEquals(1, here.stats().invalidations());
  }

  @Test
  void invalidateSettle_serverIsLostAgainAndAgain_fails() {
    CompletionStage<@Nullable Void> settled = here.async().invalidate("42", Invalidation.SETTLE);
    for (int i = 0; i < 5; i++) {
      assertFalse(settled.toCompletableFuture().isDone());
      p.link.heal();
      fleet.time.advance(Duration.ofMillis(1_011));
      p.run();
    }

    Throwable failure = p.failure(settled);
    assertInstanceOf(BackendException.class, failure);
    assertTrue(String.valueOf(failure.getMessage()).contains("lost 5 times"), failure.toString());
  }

  @Test
  void invalidateSettle_notConfirmed_failsAsOthersDo() {
    p.link.cut();

    Throwable failure = p.failure(here.async().invalidate("42", Invalidation.SETTLE));

    assertInstanceOf(BackendException.class, failure);
    assertEquals(1, here.stats().pendingInvalidations());
  }

  @Test
  void putAll_isStoredAltogetherOrNothingIsSent() {
    p.settle(here.async().putAll(Map.of("1", "one", "2", "two")));
    assertEquals("one", q.settle(there.async().peek("1")));
    assertEquals("two", q.settle(there.async().peek("2")));

    AsideCache<String, String> small = p.cache(b -> b.maxValueBytes(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> small.async().putAll(Map.of("3", "abc", "4", "too long")));
    assertNull(q.settle(there.async().peek("3")));
  }

  @Test
  void version_negative_isRefused() {
    assertEquals(
        "version: -1 (expected: 0 to 9007199254740992)",
        assertThrows(IllegalArgumentException.class, () -> version(-1)).getMessage());
  }

  private static final Lifetime MINUTE = new Lifetime(60_000, 60_000, 60_000, 0);

  /** A put of another process that has made its note, and no more. */
  private byte[] beginAnotherPut() {
    byte[] writer = new byte[EntryHeader.WRITER_SIZE];
    writer[0] = 9;
    Fleet.join(
        fleet
            .shared
            .store()
            .beginWrite(List.of(NAME), writer, 10_000)
            .<Boolean>thenApply(done -> true));
    return writer;
  }

  private byte[] frameOf(String value) {
    Fleet.Process other = fleet.process();
    other.settle(other.cache().async().put("scratch", value));
    byte[] stored =
        Fleet.join(
            fleet
                .shared
                .store()
                .get("user:scratch".getBytes(StandardCharsets.US_ASCII))
                .<byte[]>thenApply(java.util.Objects::requireNonNull));
    return stored;
  }
}
