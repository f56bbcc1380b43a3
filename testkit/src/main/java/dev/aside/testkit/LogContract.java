package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.spi.Backend;
import dev.aside.spi.MessageLog;
import dev.aside.spi.MessageLog.Page;
import dev.aside.spi.MessageLog.Place;
import dev.aside.spi.MessageLog.Retention;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link MessageLog} must do. A backend passes by a subclass that opens it. */
@Timeout(60)
public abstract class LogContract {
  private static final long LONG_MILLIS = 600_000;
  private static final Retention TEN = new Retention(10, LONG_MILLIS, LONG_MILLIS);

  private final String topic = topic();
  private Backend backend;
  private MessageLog log;

  /** For subclasses. */
  protected LogContract() {}

  /** Opens the backend under test; it is closed after the test. */
  protected abstract Backend open();

  @BeforeEach
  void openLog() {
    backend = open();
    log = backend.log();
    Await.until("the backend is available", backend.store()::isAvailable);
  }

  @AfterEach
  void closeLog() {
    backend.close();
  }

  @Test
  void append_several_areNumberedFromOneInOneEpoch() {
    List<Place> places = append("a", "b", "c");

    assertEquals(List.of(1L, 2L, 3L), places.stream().map(Place::offset).toList());
    assertEquals(1, places.stream().map(Place::epoch).distinct().count());
    assertFalse(places.get(0).epoch().isEmpty());
  }

  @Test
  void append_subscribed_arrivesWithItsPlace() {
    Recorder recorder = subscribe();

    List<Place> places = append("a", "b");

    recorder.await(2);
    assertEquals(places, recorder.places);
    assertEquals(List.of("a", "b"), recorder.texts);
  }

  @Test
  void append_manyAtOnceFromTwoSides_arriveInTheOrderOfTheirNumbers() {
    Recorder recorder = subscribe();
    List<CompletionStage<Place>> sent = new ArrayList<>();

    try (Backend other = sameServer()) {
      Await.until("the other side is available", other.store()::isAvailable);
      for (int i = 0; i < 500; i++) {
        sent.add(log.append(topic, utf8("mine"), TEN, null));
        sent.add(other.log().append(topic, utf8("theirs"), TEN, null));
      }
      sent.forEach(Await::result);
    }

    recorder.await(1_000);
    assertEquals(
        LongStream.rangeClosed(1, 1_000).boxed().toList(),
        recorder.places.stream().map(Place::offset).toList());
  }

  @Test
  void append_anyBytes_areKeptAndArriveAsTheyAre() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    List<byte[]> all = List.of(everyByte, new byte[0], utf8(":::"), new byte[1 << 20]);
    Recorder recorder = subscribe();

    all.forEach(payload -> Await.result(log.append(topic, payload, TEN, null)));

    recorder.await(all.size());
    Page page = Await.result(log.newest(topic, 10, TEN));
    for (int i = 0; i < all.size(); i++) {
      assertArrayEquals(all.get(i), recorder.payloads.get(i));
      assertArrayEquals(all.get(i), page.entries().get(i).payload());
    }
  }

  @Test
  void append_sameKeyAgain_isNotDoneAndAnswersWithTheFirstPlace() {
    Recorder recorder = subscribe();
    Place first = Await.result(log.append(topic, utf8("a"), TEN, "key"));
    append("b");

    Place again = Await.result(log.append(topic, utf8("a"), TEN, "key"));
    Place other = Await.result(log.append(topic, utf8("c"), TEN, "another key"));

    assertEquals(first, again);
    assertEquals(3, other.offset());
    recorder.await(3);
    assertEquals(List.of("a", "b", "c"), recorder.texts);
  }

  @Test
  void append_sameKeyAfterItsTime_isDone() {
    Retention brief = new Retention(10, LONG_MILLIS, 1);
    Await.result(log.append(topic, utf8("a"), brief, "key"));

    Await.until(
        "the key is forgotten",
        () -> Await.result(log.append(topic, utf8("b"), brief, "key")).offset() == 2);
  }

  @Test
  void append_sameKeyOnAnotherTopic_isDone() {
    Await.result(log.append(topic, utf8("a"), TEN, "key"));

    assertEquals(1, Await.result(log.append(topic(), utf8("a"), TEN, "key")).offset());
  }

  @Test
  void append_moreThanTheSize_theOldestGo() {
    append(IntStream.rangeClosed(1, 12).mapToObj(Integer::toString).toArray(String[]::new));

    Page page = Await.result(log.after(topic, Place.OLDEST, 100, TEN));

    assertEquals(10, page.entries().size());
    assertEquals(3, page.entries().get(0).offset());
    assertEquals(2, page.start().offset());
    assertEquals(12, page.end().offset());
  }

  @Test
  void read_olderThanItsTime_isNotHandedOut() {
    Place first = append("old").get(0);
    Retention brief = new Retention(10, 1, LONG_MILLIS);
    Await.until(
        "it is too old",
        () -> Await.result(log.after(topic, Place.OLDEST, 10, brief)).entries().isEmpty());

    Page page = Await.result(log.after(topic, new Place(first.epoch(), 0), 10, brief));

    assertFalse(page.isComplete());
    assertEquals(first, page.start());
    assertEquals(first, page.top());
  }

  @Test
  void append_othersAreTooOld_theyGo() {
    Retention brief = new Retention(10, 1, LONG_MILLIS);
    append("old", "older");

    Await.until(
        "only the last is left",
        () -> {
          Await.result(log.append(topic, utf8("young"), brief, null));
          return Await.result(log.newest(topic, 10, TEN)).entries().size() <= 2;
        });
  }

  @Test
  void after_aPlace_isWhatFollowsWithoutAHole() {
    List<Place> places = append("a", "b", "c", "d");

    Page page = Await.result(log.after(topic, places.get(1), 10, TEN));

    assertTrue(page.isComplete());
    assertEquals(places.get(1), page.start());
    assertEquals(places.get(3), page.top());
    assertEquals(List.of("c", "d"), texts(page));
  }

  @Test
  void after_limit_isTheOldestAndTellsThatThereIsMore() {
    List<Place> places = append("a", "b", "c", "d");

    Page page = Await.result(log.after(topic, places.get(0), 2, TEN));

    assertEquals(List.of("b", "c"), texts(page));
    assertEquals(places.get(2), page.end());
    assertEquals(places.get(3), page.top());
  }

  @Test
  void after_limitZero_isNothingAndTellsWhetherAllIsThere() {
    List<Place> places = append("a", "b", "c");

    Page page = Await.result(log.after(topic, places.get(0), 0, TEN));

    assertEquals(List.of(), texts(page));
    assertEquals(places.get(0), page.start());
    assertEquals(places.get(2), page.top());
    assertTrue(page.isComplete());
  }

  @Test
  void manyAreKept_allCanBeReadFromEitherEnd() {
    Retention hundred = new Retention(100, LONG_MILLIS, LONG_MILLIS);
    List<String> all = IntStream.range(0, 70).mapToObj(Integer::toString).toList();
    all.forEach(text -> Await.result(log.append(topic, utf8(text), hundred, null)));

    assertEquals(all, texts(Await.result(log.after(topic, Place.OLDEST, 100, hundred))));
    assertEquals(all, texts(Await.result(log.newest(topic, 100, hundred))));
    assertEquals(all.subList(30, 70), texts(Await.result(log.newest(topic, 40, hundred))));
    assertEquals(
        all.subList(0, 33), texts(Await.result(log.after(topic, Place.OLDEST, 33, hundred))));
  }

  @Test
  void after_theNewest_isNothingAndComplete() {
    Place top = append("a", "b").get(1);

    Page page = Await.result(log.after(topic, top, 10, TEN));

    assertTrue(page.isComplete());
    assertEquals(new Page(top, top, true, List.of()), page);
  }

  @Test
  void after_trimmed_isIncompleteFromTheOldestKept() {
    Place first = append("1").get(0);
    append(IntStream.rangeClosed(2, 12).mapToObj(Integer::toString).toArray(String[]::new));

    Page page = Await.result(log.after(topic, first, 100, TEN));

    assertFalse(page.isComplete());
    assertEquals(2, page.start().offset());
    assertEquals(10, page.entries().size());
  }

  @Test
  void after_theLastBeforeTheOldestKept_isComplete() {
    String epoch = append("1").get(0).epoch();
    append(IntStream.rangeClosed(2, 12).mapToObj(Integer::toString).toArray(String[]::new));

    assertTrue(Await.result(log.after(topic, new Place(epoch, 2), 100, TEN)).isComplete());
  }

  @Test
  void after_anotherEpoch_isIncomplete() {
    append("a", "b");

    Page page = Await.result(log.after(topic, new Place("elsewhere", 1), 10, TEN));

    assertFalse(page.isComplete());
    assertEquals(List.of("a", "b"), texts(page));
  }

  @Test
  void after_beyondTheNewest_isIncompleteAndChangesNothing() {
    Place top = append("a").get(0);

    Page page = Await.result(log.after(topic, new Place(top.epoch(), 1_000_000), 10, TEN));

    assertFalse(page.isComplete());
    assertEquals(top, page.top());
    assertEquals(new Place(top.epoch(), 2), append("b").get(0));
  }

  @Test
  void after_nothingWasEverAppended_isEmpty() {
    Page oldest = Await.result(log.after(topic, Place.OLDEST, 10, TEN));
    Page elsewhere = Await.result(log.after(topic, new Place("elsewhere", 1), 10, TEN));

    assertEquals(new Page(Place.OLDEST, Place.OLDEST, true, List.of()), oldest);
    assertEquals(new Page(Place.OLDEST, Place.OLDEST, false, List.of()), elsewhere);
  }

  @Test
  void newest_limit_isTheNewestOldestFirst() {
    List<Place> places = append("a", "b", "c");

    Page two = Await.result(log.newest(topic, 2, TEN));
    Page none = Await.result(log.newest(topic, 0, TEN));

    assertEquals(List.of("b", "c"), texts(two));
    assertEquals(places.get(0), two.start());
    assertEquals(places.get(2), none.top());
    assertEquals(List.of(), none.entries());
  }

  @Test
  void read_largeMessages_comeInShorterPagesAndAll() {
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < 10; i++) {
      Await.result(log.append(topic, large, TEN, null));
    }

    Place at = Place.OLDEST;
    int count = 0;
    Page page;
    do {
      page = Await.result(log.after(topic, at, 100, TEN));
      assertFalse(page.entries().isEmpty());
      count += page.entries().size();
      at = page.end();
    } while (!page.end().equals(page.top()));

    assertEquals(10, count);
  }

  @Test
  void check_upToTheNewest_isAsAfter() {
    List<Place> places = append("a", "b");

    Page page = Await.result(log.check(topic, places.get(0), 10, TEN));

    assertTrue(page.isComplete());
    assertEquals(places.get(1), page.top());
    assertEquals(List.of("b"), texts(page));
  }

  @Test
  void check_beyondTheNewest_beginsANewEpochAndUsesNoNumberTwice() {
    List<Place> places = append("a", "b");
    Place seen = new Place(places.get(0).epoch(), 5);

    Page page = Await.result(log.check(topic, seen, 10, TEN));

    assertFalse(page.isComplete());
    assertNotEquals(seen.epoch(), page.top().epoch());
    assertEquals(page.top(), page.start());
    Place next = append("c").get(0);
    assertEquals(new Place(page.top().epoch(), 3), next);
    Page rest = Await.result(log.check(topic, page.end(), 10, TEN));
    assertTrue(rest.isComplete());
    assertEquals(List.of("c"), texts(rest));
  }

  @Test
  void after_thePreviousEpoch_isIncompleteAndRepeatsNothing() {
    List<Place> places = append("a", "b");
    Await.result(log.check(topic, new Place(places.get(0).epoch(), 5), 10, TEN));
    append("c");

    Page page = Await.result(log.after(topic, places.get(0), 10, TEN));

    assertFalse(page.isComplete());
    assertEquals(List.of("b", "c"), texts(page));
  }

  @Test
  void subscribe_hasReceiver_isRefused() {
    subscribe();

    assertThrows(IllegalStateException.class, () -> log.subscribe(topic, new Recorder()));
  }

  @Test
  void unsubscribe_done_nothingMoreArrives() {
    Recorder recorder = subscribe();
    append("before");
    recorder.await(1);

    Await.result(log.unsubscribe(topic));
    append("after");

    Recorder second = subscribe();
    append("again");
    second.await(1);
    assertEquals(List.of("before"), recorder.texts);
    assertEquals(List.of("again"), second.texts);
  }

  /** Another backend on the same server; the same one where there is only one. */
  protected Backend sameServer() {
    return open();
  }

  private List<Place> append(String... texts) {
    List<Place> places = new ArrayList<>();
    for (String text : texts) {
      places.add(Await.result(log.append(topic, utf8(text), TEN, null)));
    }
    return places;
  }

  private Recorder subscribe() {
    Recorder recorder = new Recorder();
    Await.result(log.subscribe(topic, recorder));
    return recorder;
  }

  private static List<String> texts(Page page) {
    return page.entries().stream().map(entry -> text(entry.payload())).toList();
  }

  private static String topic() {
    return "topic-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Keeps what comes in. Thread-safe. */
  private static final class Recorder implements MessageLog.Receiver {
    final List<Place> places = new CopyOnWriteArrayList<>();
    final List<byte[]> payloads = new CopyOnWriteArrayList<>();
    final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public void message(Place place, byte[] payload) {
      places.add(place);
      payloads.add(payload);
      texts.add(text(payload));
    }

    @Override
    public void gap() {
      // Tests without faults.
    }

    void await(int count) {
      Await.until(count + " messages have come in", () -> texts.size() >= count);
    }
  }
}
