package dev.aside.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aside.BackendException;
import dev.aside.cache.AsideCache;
import dev.aside.cache.EntryOptions;
import dev.aside.cache.Loader;
import dev.aside.spi.Lifetime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Invalidation and put against loads, and without a server. */
final class WritesTest {
  private static final byte[] NAME = "user:42".getBytes(StandardCharsets.US_ASCII);
  private static final Lifetime MINUTE = new Lifetime(60_000, 60_000, 60_000, 0);

  private final Fleet fleet = new Fleet();
  private final Fleet.Process p = fleet.process();
  private final Fleet.Process q = fleet.process();
  private String database = "v0";
  private final Loader<String, String> loader = key -> database;

  @Test
  void invalidate_afterAChange_everybodySeesTheChange() {
    AsideCache<String, String> cache = p.cache();
    assertEquals("v0", p.settle(cache.async().get("42", loader)));

    database = "v1";
    p.settle(cache.async().invalidate("42"));

    assertEquals("v1", p.settle(cache.async().get("42", loader)));
    assertEquals("v1", q.settle(q.cache().async().get("42", loader)));
  }

  @Test
  void invalidate_whileAnotherProcessLoads_itsOldValueIsNotStored() {
    AsideCache<String, String> writer = q.cache();
    AsideCache<String, String> reader = p.cache();
    Loader<String, String> overtaken =
        key -> {
          String old = database;
          database = "v1";
          q.settle(writer.async().invalidate("42"));
          return old;
        };

    assertEquals("v0", p.settle(reader.async().get("42", overtaken)));

    assertEquals(1, reader.stats().refusedFills());
    assertEquals("v1", p.settle(reader.async().get("42", loader)));
  }

  @Test
  void invalidate_whileThisProcessLoads_laterCallersDoNotShareTheOldLoad() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<@Nullable String> before = cache.async().get("42", key -> "v0");
    database = "v1";

    CompletionStage<@Nullable Void> invalidated = cache.async().invalidate("42");
    CompletionStage<@Nullable String> after = cache.async().get("42", loader);

    assertEquals("v0", p.settle(before), "who asked before is served");
    p.settle(invalidated);
    assertEquals("v1", p.settle(after));
    assertEquals("v1", p.settle(cache.async().get("42", loader)));
  }

  @Test
  void invalidate_whileAnotherLeaseHasReplacedTheLost_bothAreFenced() {
    AsideCache<String, String> reader = p.cache();
    AsideCache<String, String> other = q.cache();
    Loader<String, String> overtaken =
        key -> {
          String old = database;
          database = "v1";
          q.settle(other.async().invalidate("42"));
          assertEquals("v1", q.settle(other.async().get("42", loader)));
          return old;
        };

    assertEquals("v0", p.settle(reader.async().get("42", overtaken)));

    assertEquals("v1", p.settle(reader.async().get("42", loader)));
    assertEquals("v1", q.settle(other.async().get("42", loader)));
  }

  @Test
  void invalidateAll_manyKeys_areAllGone() {
    AsideCache<String, String> cache = p.cache();
    List<String> keys = java.util.stream.IntStream.range(0, 2_000).mapToObj(i -> "k" + i).toList();
    keys.forEach(key -> p.settle(cache.async().get(key, loader)));

    p.settle(cache.async().invalidateAll(keys));

    for (String key : keys) {
      assertNull(p.settle(cache.async().peek(key)));
    }
  }

  @Test
  void put_thenGet_isThatValueEverywhere() {
    p.settle(p.cache().async().put("42", "put"));

    assertEquals("put", q.settle(q.cache().async().get("42", loader)));
  }

  @Test
  void put_whileALoadIsUnderWay_isNotOverwrittenByIt() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<@Nullable String> loading = cache.async().get("42", loader);

    CompletionStage<@Nullable Void> put = cache.async().put("42", "put");

    assertEquals("v0", p.settle(loading));
    p.settle(put);
    assertEquals("put", p.settle(cache.async().get("42", loader)));
  }

  @Test
  void put_withItsOwnTtl_livesThatLong() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().put("42", "put", EntryOptions.defaults().ttl(Duration.ofSeconds(3))));

    fleet.time.advance(Duration.ofMillis(2_999));
    assertEquals("put", p.settle(cache.async().peek("42")));
    fleet.time.advance(Duration.ofMillis(1));
    assertNull(p.settle(cache.async().peek("42")));
  }

  @Test
  void put_tooLarge_isRefusedBeforeAnythingIsDone() {
    AsideCache<String, String> cache = p.cache(b -> b.maxValueBytes(4));
    p.settle(cache.async().put("42", "old"));

    assertThrows(IllegalArgumentException.class, () -> cache.async().put("42", "12345"));

    assertEquals("old", p.settle(cache.async().peek("42")));
  }

  // Write intents

  @Test
  void write_whileItIsUnderWay_othersReadTheSourceAndStoreNothing() {
    AsideCache<String, String> writer = p.cache();
    AsideCache<String, String> reader = q.cache();
    q.settle(reader.async().get("42", loader));
    CompletableFuture<String> commit = new CompletableFuture<>();

    CompletionStage<String> write = writer.async().write(List.of("42"), () -> commit);
    p.run();
    assertEquals("v0", q.settle(reader.async().get("42", loader)), "not yet committed");
    database = "v1";
    assertEquals("v1", q.settle(reader.async().get("42", loader)), "committed, not yet ended");
    commit.complete("result");

    assertEquals("result", p.settle(write));
    assertEquals("v1", q.settle(reader.async().get("42", loader)));
    assertEquals(2, reader.stats().fills(), "before the write and after it, not during it");
  }

  @Test
  void write_processDiesAfterTheCommit_nobodyServesTheOldValue() {
    AsideCache<String, String> reader = q.cache(b -> b.ttl(Duration.ofHours(1)));
    q.settle(reader.async().get("42", loader));
    p.cache()
        .async()
        .write(
            List.of("42"),
            () -> {
              database = "v1";
              p.link.cut(); // dead, before anything could be invalidated
              return new CompletableFuture<>();
            });
    p.run();

    assertEquals("v1", q.settle(reader.async().get("42", loader)));
    fleet.time.advance(Duration.ofSeconds(31));
    assertEquals("v1", q.settle(reader.async().get("42", loader)), "the intent has run out");
    assertEquals("v1", q.settle(reader.async().get("42", loader)));
  }

  @Test
  void write_transactionFails_isToldAndTheNoteIsTakenBack() {
    AsideCache<String, String> cache = p.cache();
    Exception theirs = new IllegalStateException("rolled back");

    Throwable failure =
        p.failure(
            cache
                .async()
                .write(
                    List.of("42"),
                    () -> {
                      throw theirs;
                    }));

    assertEquals(theirs, failure);
    assertEquals("v0", p.settle(cache.async().get("42", loader)));
    assertEquals(1, cache.stats().fills(), "stored again");
  }

  @Test
  void write_serverIsAway_isDoneAndMadeGoodLater() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    p.link.cut();

    CompletionStage<String> write =
        cache
            .async()
            .write(
                List.of("42"),
                () -> {
                  database = "v1";
                  return CompletableFuture.completedFuture("done");
                });

    assertEquals("done", p.settle(write));
    assertEquals("v1", p.settle(cache.async().get("42", loader)));
    p.link.heal();
    assertEquals("v1", q.settle(q.cache().async().get("42", loader)));
  }

  @Test
  void write_endDoesNotArrive_noteIsTakenBackWhenTheServerIsBack() {
    AsideCache<String, String> reader = q.cache();
    CompletionStage<String> write =
        p.cache()
            .async()
            .write(
                List.of("42"),
                () -> {
                  p.link.cut();
                  return CompletableFuture.completedFuture("done");
                });
    p.settle(write);
    q.settle(reader.async().get("42", loader));
    assertEquals(0, reader.stats().fills(), "the note stands");

    p.link.heal();

    q.settle(reader.async().get("42", loader));
    assertEquals(1, reader.stats().fills(), "long before it would have run out");
  }

  @Test
  void write_anotherInvalidatesMeanwhile_staysProtected() {
    AsideCache<String, String> reader = q.cache();
    p.cache().async().write(List.of("42"), () -> new CompletableFuture<>());
    p.run();

    q.settle(reader.async().invalidate("42"));

    q.settle(reader.async().get("42", loader));
    assertEquals(0, reader.stats().fills());
  }

  // Without the server

  @Test
  void get_serverIsAway_isAnsweredFromTheSourceEachTime() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    p.link.cut();
    database = "v1";

    assertEquals("v1", p.settle(cache.async().get("42", loader)));
    assertEquals("v1", p.settle(cache.async().get("42", loader)));
    p.link.heal();

    assertEquals("v0", p.settle(cache.async().get("42", loader)), "nobody invalidated it");
  }

  @Test
  void invalidate_serverIsAway_isToldAndMadeGoodWhenItIsBack() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    p.link.cut();
    database = "v1";

    assertInstanceOf(BackendException.class, p.failure(cache.async().invalidate("42")));
    assertEquals(1, cache.stats().pendingInvalidations());
    assertEquals("v1", p.settle(cache.async().get("42", loader)));
    p.link.heal();

    assertEquals(0, cache.stats().pendingInvalidations());
    assertEquals("v1", q.settle(q.cache().async().get("42", loader)));
    assertEquals("v1", p.settle(cache.async().get("42", loader)));
  }

  @Test
  void invalidate_notConfirmed_keyIsNeitherReadNorFilledMeanwhile() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    p.link.cut();
    p.failure(cache.async().invalidate("42"));
    database = "v1";
    p.link.loseReplies(); // the server can be reached again, but nobody knows yet

    assertEquals("v1", p.settle(cache.async().get("42", loader)));
    assertEquals("v0", q.settle(q.cache().async().peek("42")), "not yet taken away, not refilled");

    fleet.time.advance(Duration.ofSeconds(2));
    assertEquals(1, cache.stats().pendingInvalidations(), "executed, but not confirmed");
    p.link.heal();
    assertEquals(0, cache.stats().pendingInvalidations());
  }

  @Test
  void invalidate_serverIsBackWithoutNotice_isRetriedByTheTimer() {
    AsideCache<String, String> cache = p.cache();
    p.link.loseReplies();
    p.failure(cache.async().invalidate("42"));
    assertEquals(1, cache.stats().pendingInvalidations());

    fleet.time.advance(Duration.ofSeconds(5));
    assertEquals(1, cache.stats().pendingInvalidations());
    p.link.heal();

    assertEquals(0, cache.stats().pendingInvalidations());
  }

  @Test
  void invalidate_serverForgetsItInAFailover_isSentAgain() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    byte[] old = Fleet.join(fleet.shared.store().get(NAME));
    database = "v1";
    p.settle(cache.async().invalidate("42"));

    p.link.cut();
    Fleet.join(fleet.shared.store().put(NAME, old, MINUTE)); // a replica that had not heard of it
    assertEquals("v0", q.settle(q.cache().async().peek("42")));
    p.link.heal();

    assertEquals("v1", q.settle(q.cache().async().get("42", loader)));
    assertEquals(0, cache.stats().pendingInvalidations());
  }

  @Test
  void invalidate_longBeforeAFailover_isNotSentAgain() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().invalidate("42"));
    fleet.time.advance(Duration.ofSeconds(61));
    p.settle(cache.async().get("42", loader));

    p.link.cut();
    p.link.heal();

    assertEquals("v0", p.settle(cache.async().peek("42")), "nothing to make good, so no miss");
  }

  @Test
  void get_loadIsUnderWayInAFailover_isReturnedAndNotStored() {
    AsideCache<String, String> cache = p.cache();
    CompletionStage<String> loading = cache.async().get("42", loader);

    p.link.cut();
    p.link.heal();

    assertEquals("v0", p.settle(loading));
    assertEquals(0, cache.stats().fills());
    assertEquals("v0", q.settle(q.cache().async().get("42", loader)), "and its lease is free");
  }

  @Test
  void put_serverIsAway_callerIsNotDisturbedAndTheOldValueGoes() {
    AsideCache<String, String> cache = p.cache();
    p.settle(cache.async().get("42", loader));
    p.link.cut();
    database = "v1";

    p.settle(cache.async().put("42", "v1"));
    p.link.heal();

    assertEquals("v1", q.settle(q.cache().async().get("42", loader)));
  }

  @Test
  void get_repliesAreLost_isAnsweredAndTheUnknownLeaseIsNeverUsed() {
    AsideCache<String, String> cache = p.cache();
    p.link.loseReplies();

    assertEquals("v0", p.settle(cache.async().get("42", loader)));
    p.link.heal();

    assertEquals(0, cache.stats().fills());
  }
}
