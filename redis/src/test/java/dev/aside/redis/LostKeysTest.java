package dev.aside.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.MessageLog;
import dev.aside.spi.MessageLog.Page;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.MessageLog.Retention;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import dev.aside.testkit.RespClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server that evicts, in part or in whole, what is kept of a topic; and one that tells little.
 */
@Timeout(60)
class LostKeysTest {
  private static final Retention TEN = new Retention(10, 60_000, 60_000);
  private static final String STREAM = "aside:log:{room}";

  @RegisterExtension final RedisExtension redis = RedisExtension.create();

  @Test
  void knownIsGone_newEpochBeginsAtOneAndOldPositionsAreNotRecovered() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Place before = append(backend.log(), "a", "b");
      client.command("DEL", STREAM + ":known");

      Place after = append(backend.log(), "c");

      assertNotEquals(before.epoch(), after.epoch());
      assertEquals(1, after.offset());
      assertFalse(Await.result(backend.log().after("room", before, 10, TEN)).isComplete());
      assertEquals(1, Await.result(backend.log().newest("room", 10, TEN)).entries().size());
    }
  }

  @Test
  void streamIsGone_numbersGoOnAndThePastIsNotRecovered() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Place first = append(backend.log(), "a");
      Place second = append(backend.log(), "b");
      client.command("DEL", STREAM);

      Page fromFirst = Await.result(backend.log().after("room", first, 10, TEN));
      Page fromSecond = Await.result(backend.log().after("room", second, 10, TEN));

      assertFalse(fromFirst.isComplete());
      assertTrue(fromSecond.isComplete(), "nothing came after it");
      assertEquals(new Place(first.epoch(), 3), append(backend.log(), "c"));
    }
  }

  @Test
  void clockOfTheServerWasSetBack_whatIsTooOldInTheMiddleIsNoHole() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Place top = append(backend.log(), "a", "b", "c");
      client.command("DEL", STREAM);
      long now = System.currentTimeMillis();
      client.command("XADD", STREAM, "1-" + now, "m", "a");
      client.command("XADD", STREAM, "2-" + (now - TEN.keepMillis() - 1), "m", "b");
      client.command("XADD", STREAM, "3-" + now, "m", "c");

      Page all = Await.result(backend.log().after("room", Place.OLDEST, 10, TEN));
      Page fromFirst =
          Await.result(backend.log().after("room", new Place(top.epoch(), 1), 10, TEN));
      Page newest = Await.result(backend.log().newest("room", 10, TEN));

      assertEquals(List.of(3L), offsets(all));
      assertEquals(List.of(3L), offsets(fromFirst));
      assertFalse(fromFirst.isComplete(), "the second is missing");
      assertEquals(List.of(3L), offsets(newest));
    }
  }

  private static List<Long> offsets(Page page) {
    return page.entries().stream().map(MessageLog.Entry::offset).toList();
  }

  @Test
  void keys_whatIsKept_hasATimeToLive() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Await.result(backend.log().append("room", Open.utf8("a"), TEN, "key"));

      for (String key : List.of(STREAM, STREAM + ":known", STREAM + ":once:key")) {
        assertTrue(client.number("PTTL", key) > 0, key);
      }
    }
  }

  @Test
  void reading_nothingWasAppended_createsNoKey() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      Await.result(backend.log().after("room", Place.OLDEST, 10, TEN));
      Await.result(backend.log().newest("room", 10, TEN));
      Await.result(backend.log().check("room", Place.OLDEST, 10, TEN));

      assertEquals(0, client.number("EXISTS", STREAM, STREAM + ":known"));
    }
  }

  @Test
  void wrongType_underOurKey_isAnErrorAndNothingElse() {
    try (Backend backend = Open.available(redis.uri());
        RespClient client = redis.client()) {
      client.command("SET", STREAM + ":known", "somebody else's");

      Throwable error = Await.failure(backend.log().append("room", Open.utf8("a"), TEN, null));

      assertTrue(String.valueOf(error.getMessage()).contains("WRONGTYPE"), "its own words");
    }
  }

  private static Place append(MessageLog log, String... texts) {
    Place last = Place.OLDEST;
    for (String text : texts) {
      last = Await.result(log.append("room", Open.utf8(text), TEN, null));
    }
    return last;
  }
}
