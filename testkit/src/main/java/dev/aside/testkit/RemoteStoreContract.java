package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.EntryHeader;
import dev.aside.spi.Lifetime;
import dev.aside.spi.RemoteStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link RemoteStore} must do. A backend passes by a subclass that opens it:
 *
 * <pre>{@code
 * class MemoryStoreTest extends RemoteStoreContract {
 *   @Override protected Backend open() { ... }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class RemoteStoreContract extends TagContract {
  /** For subclasses. */
  protected RemoteStoreContract() {}

  // get, getAll

  @Test
  void get_missing_isNull() {
    assertNull(Await.result(store.get(key())));
  }

  @Test
  void get_stored_isFrame() {
    byte[] key = key();
    byte[] frame = frame("a value");
    Await.result(store.put(key, frame, MINUTE));

    assertBody(frame, stored(key));
  }

  @Test
  void getAll_someMissing_keepsOrder() {
    byte[] first = key();
    byte[] second = key();
    Await.result(store.put(first, frame("one"), MINUTE));
    Await.result(store.put(second, frame("two"), MINUTE));

    List<byte @Nullable []> found = Await.result(store.getAll(List.of(second, key(), first)));

    assertEquals(3, found.size());
    assertBody(frame("two"), found.get(0));
    assertNull(found.get(1));
    assertBody(frame("one"), found.get(2));
  }

  @Test
  void getAll_sameKeyTwice_isTwiceInAnswer() {
    byte[] key = key();
    Await.result(store.put(key, frame("one"), MINUTE));

    List<byte @Nullable []> found = Await.result(store.getAll(List.of(key, key)));

    assertBody(frame("one"), found.get(0));
    assertBody(frame("one"), found.get(1));
  }

  @Test
  void getAll_noKeys_isEmpty() {
    assertEquals(List.of(), Await.result(store.getAll(List.of())));
  }

  @Test
  void getAll_thousandKeys_areAllThere() {
    List<byte[]> keys = Stream.generate(StoreFixture::key).limit(1_000).toList();
    List<CompletionStage<?>> puts = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      puts.add(store.put(keys.get(i), frame("value " + i), MINUTE));
    }
    puts.forEach(Await::result);

    List<byte @Nullable []> found = Await.result(store.getAll(keys));

    for (int i = 0; i < keys.size(); i++) {
      assertBody(frame("value " + i), found.get(i));
    }
  }

  @Test
  void keys_anyBytes_areKept() {
    byte[] key = allBytes();
    byte[] almost = allBytes();
    almost[0]++;
    Await.result(store.put(key, frame("exact"), MINUTE));

    assertBody(frame("exact"), stored(key));
    assertNull(Await.result(store.get(almost)));
    Await.result(store.remove(List.of(key)));
    assertNull(Await.result(store.get(key)));
  }

  @Test
  void get_changedByCaller_leavesStoreAsItIs() {
    byte[] key = key();
    Await.result(store.put(key, frame("kept"), MINUTE));

    Arrays.fill(stored(key), (byte) 0);

    assertBody(frame("kept"), stored(key));
  }

  // put

  @Test
  void put_overValue_replacesIt() {
    byte[] key = key();
    Await.result(store.put(key, frame("old, and longer than the new one"), MINUTE));

    Await.result(store.put(key, frame("new"), MINUTE));

    assertBody(frame("new"), stored(key));
  }

  @Test
  void put_anySize_isKeptAndStamped() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] frame = frame(randomBytes(size));
      Lifetime lifetime = new Lifetime(1_000, 30_000, 60_000, 5);

      Await.result(store.put(key, frame, lifetime));

      assertBody(frame, stored(key));
      assertStamped(stored(key), lifetime);
    }
  }

  @Test
  void put_timeOver_isGone() {
    for (int size : sizes()) {
      byte[] key = key();
      Await.result(store.put(key, frame(randomBytes(size)), lifetime(SHORT_MILLIS)));
      awaitGone(key);
    }
  }

  @Test
  void fill_timeOver_isGone() {
    for (int size : sizes()) {
      byte[] key = key();
      byte[] id = lease(key, MINUTE_MILLIS);
      Await.result(store.fill(key, id, frame(randomBytes(size)), lifetime(SHORT_MILLIS)));
      awaitGone(key);
    }
  }

  // remove

  @Test
  void remove_valuesAndLeases_areGone() {
    byte[] value = key();
    byte[] leased = key();
    byte[] kept = key();
    Await.result(store.put(value, frame("value"), MINUTE));
    Await.result(store.put(kept, frame("kept"), MINUTE));
    lease(leased, MINUTE_MILLIS);

    Await.result(store.remove(List.of(value, key(), leased)));

    assertNull(Await.result(store.get(value)));
    assertNull(Await.result(store.get(leased)));
    assertBody(frame("kept"), stored(kept));
  }

  @Test
  void remove_noKeys_isDone() {
    Await.result(store.remove(List.of()));
  }

  @Test
  void remove_thousandKeys_areAllGone() {
    List<byte[]> keys = Stream.generate(StoreFixture::key).limit(1_500).toList();
    keys.stream().map(key -> store.put(key, frame("x"), MINUTE)).toList().forEach(Await::result);

    Await.result(store.remove(keys));

    assertTrue(Await.result(store.getAll(keys)).stream().allMatch(found -> found == null));
  }

  // the clock

  @Test
  void estimatedMillis_available_isTheClockOfTheStamps() {
    byte[] key = key();
    Await.result(store.put(key, frame("now"), MINUTE));

    long stampMillis = EntryHeader.number(stored(key), EntryHeader.STAMP) / 1_000;

    assertNear(stampMillis, store.estimatedMillis());
  }
}
