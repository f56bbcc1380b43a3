package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Coherence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every backend must announce so that processes may keep copies. Extend it and open the
 * backend under test:
 *
 * <pre>{@code
 * final class MyCoherenceTest extends CoherenceContract {
 *   @Override protected Backend open() { ... }
 * }
 * }</pre>
 */
public abstract class CoherenceContract extends StoreFixture {
  private static final Duration LAG = Duration.ofMillis(400);

  private final Set<String> announced = ConcurrentHashMap.newKeySet();
  private Coherence coherence = new Silence();

  /** For subclasses. */
  protected CoherenceContract() {}

  @BeforeEach
  void listen() {
    coherence = store.coherence();
    coherence.keepWithin(LAG);
    coherence.onChange(key -> announced.add(new String(key, StandardCharsets.UTF_8)));
    Await.until("changes are announced", () -> coherence.epoch() != 0);
  }

  @Test
  void changed_keyWasReadAndIsPut_isAnnounced() {
    byte[] key = key();
    Await.result(store.get(key));

    Await.result(store.put(key, frame("new"), MINUTE));

    awaitAnnounced(key);
  }

  @Test
  void changed_keyWasReadAndIsLeased_isAnnounced() {
    byte[] key = key();
    Await.result(store.get(key));

    lease(key, MINUTE_MILLIS);

    awaitAnnounced(key);
  }

  @Test
  void changed_keyWasReadAndIsFilled_isAnnounced() {
    byte[] key = key();
    byte[] id = lease(key, MINUTE_MILLIS);
    Await.result(store.get(key));

    fill(key, id, frame("loaded"));

    awaitAnnounced(key);
  }

  @Test
  void changed_headerWasReadAndKeyIsRemoved_isAnnounced() {
    byte[] key = key();
    Await.result(store.put(key, frame("old"), MINUTE));
    Await.result(store.header(key));
    announced.clear();

    Await.result(store.remove(List.of(key)));

    awaitAnnounced(key);
  }

  @Test
  void changed_keysWereReadTogether_eachIsAnnounced() {
    byte[] one = key();
    byte[] two = key();
    Await.result(store.getAll(List.of(one, two)));

    Await.result(store.put(one, frame("1"), MINUTE));
    Await.result(store.put(two, frame("2"), MINUTE));

    awaitAnnounced(one);
    awaitAnnounced(two);
  }

  @Test
  void changed_keyWasReadAndIsSoftened_isAnnounced() {
    byte[] key = key();
    Await.result(store.put(key, frame("old"), MINUTE));
    Await.result(store.get(key));
    announced.clear();

    Await.result(store.soften(List.of(key)));

    awaitAnnounced(key);
  }

  @Test
  void changed_keyWasReadAndIsHeldOffOrWritten_isAnnounced() {
    byte[] held = key();
    byte[] written = key();
    Await.result(store.getAll(List.of(held, written)));

    Await.result(store.holdOff(List.of(held), MINUTE_MILLIS));
    Await.result(store.beginWrite(List.of(written), writer(), MINUTE_MILLIS));

    awaitAnnounced(held);
    awaitAnnounced(written);
  }

  @Test
  void changed_tagWasReadAndIsBumped_isAnnouncedEachTime() {
    byte[] tag = key();
    Await.result(store.touch(List.of(tag)));

    for (int i = 0; i < 3; i++) {
      Await.result(store.getAll(List.of(tag)));
      announced.clear();

      Await.result(store.bump(List.of(tag)));

      awaitAnnounced(tag);
    }
  }

  @Test
  void changed_plainEntryWasReadAndIsPutFilledOrRemoved_isAnnounced() {
    byte[] put = key();
    byte[] filled = key();
    byte[] removed = key();
    Await.result(store.plain().put(removed, foreign(), MINUTE_MILLIS));
    byte[] id = granted(Await.result(store.plain().lease(filled, nonce(), MINUTE_MILLIS)));
    Await.result(store.plain().get(put));
    Await.result(store.plain().getAll(List.of(filled, removed)));
    announced.clear();

    Await.result(store.plain().put(put, foreign(), MINUTE_MILLIS));
    Await.result(store.plain().fill(filled, id, foreign(), MINUTE_MILLIS));
    Await.result(store.plain().remove(List.of(removed)));

    awaitAnnounced(put);
    awaitAnnounced(filled);
    awaitAnnounced(removed);
  }

  @Test
  void barrier_newerThanAChange_comesAfterItsAnnouncement() {
    for (int i = 0; i < 20; i++) {
      byte[] key = key();
      Await.result(store.get(key));
      Await.result(store.put(key, frame("new"), MINUTE));
      long changedBy = System.nanoTime();

      Await.until("the barrier passes", () -> coherence.barrierNanos() - changedBy > 0);

      assertTrue(announced.contains(text(key)), "the barrier has passed an unannounced change");
    }
  }

  @Test
  void epoch_nothingHappens_staysTheSame() {
    long epoch = coherence.epoch();
    long barrier = coherence.barrierNanos();

    Await.until("the barrier passes", () -> coherence.barrierNanos() - barrier > 0);

    assertTrue(epoch == coherence.epoch());
  }

  private void awaitAnnounced(byte[] key) {
    Await.until("the change is announced", () -> announced.contains(text(key)));
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  /** Before the backend is open. */
  private static final class Silence implements Coherence {
    @Override
    public long epoch() {
      return 0;
    }

    @Override
    public long barrierNanos() {
      return 0;
    }

    @Override
    public long distrustedNanos() {
      return 0;
    }

    @Override
    public void keepWithin(Duration maxLag) {}

    @Override
    public void onChange(Listener listener) {}
  }
}
