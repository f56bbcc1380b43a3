package dev.aside.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Stamps of tags: part of {@link RemoteStoreContract}. */
abstract class TagContract extends InvalidationContract {

  @Test
  void touch_missing_isMadeOnce() {
    byte[] tag = key();

    long made = touch(tag);

    assertTrue(made > 0);
    assertEquals(made, touch(tag));
    assertEquals(made, read(tag));
  }

  @Test
  void touch_many_areInTheOrderOfTheirKeys() {
    byte[] one = key();
    byte[] two = key();
    long first = touch(one);
    Await.result(store.bump(List.of(two)));
    long second = touch(two);

    assertEquals(List.of(second, first, second), Await.result(store.touch(List.of(two, one, two))));
  }

  @Test
  void touch_atOnceByMany_allGetTheSame() {
    byte[] tag = key();
    List<CompletionStage<List<Long>>> asked =
        IntStream.range(0, 100).parallel().mapToObj(i -> store.touch(List.of(tag))).toList();

    assertEquals(1, new TreeSet<>(asked.stream().map(each -> only(each)).toList()).size());
  }

  @Test
  void bump_movesForward() {
    byte[] tag = key();
    long before = touch(tag);

    long after = only(store.bump(List.of(tag)));

    assertTrue(after > before, before + " -> " + after);
    assertEquals(after, touch(tag));
    assertEquals(after, read(tag));
  }

  @Test
  void bump_missing_isMade() {
    byte[] tag = key();

    long made = only(store.bump(List.of(tag)));

    assertTrue(made > 0);
    assertEquals(made, touch(tag));
  }

  @Test
  void bump_repeated_neverAnswersAnOldStamp() {
    byte[] tag = key();
    List<Long> seen = new ArrayList<>();
    seen.add(touch(tag));
    for (int i = 0; i < 50; i++) {
      seen.add(only(store.bump(List.of(tag))));
    }

    assertEquals(new ArrayList<>(new TreeSet<>(seen)), seen, "each is more than the one before");
  }

  @Test
  void bump_sameTagTwiceInOneCall_movesForwardTwice() {
    byte[] tag = key();

    List<Long> stamps = Await.result(store.bump(List.of(tag, tag)));

    assertTrue(stamps.get(0) < stamps.get(1), stamps.toString());
    assertEquals(stamps.get(1), touch(tag));
  }

  @Test
  void bump_atOnceByMany_allAreDifferentAndTheLargestStays() {
    byte[] tag = key();
    List<CompletionStage<List<Long>>> asked =
        IntStream.range(0, 100).parallel().mapToObj(i -> store.bump(List.of(tag))).toList();

    TreeSet<Long> stamps = new TreeSet<>(asked.stream().map(each -> only(each)).toList());

    assertEquals(100, stamps.size());
    assertEquals(stamps.last(), touch(tag));
  }

  @Test
  void lostStamp_neverComesBack() {
    byte[] tag = key();
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long made = (i % 2 == 0) ? touch(tag) : only(store.bump(List.of(tag)));
      assertFalse(seen.contains(made), "a stamp has come back");
      seen.add(made);
      Await.result(store.remove(List.of(tag)));
    }
  }

  @Test
  void touch_somethingElseIsThere_isReplacedByAStamp() {
    byte[] tag = key();
    storeForeign(tag, foreign());

    long made = touch(tag);

    assertEquals(made, touch(tag));
    storeForeign(tag, foreign());
    assertTrue(only(store.bump(List.of(tag))) > made);
  }

  @Test
  void tags_none_isEmpty() {
    assertEquals(List.of(), Await.result(store.touch(List.of())));
    assertEquals(List.of(), Await.result(store.bump(List.of())));
  }

  private long touch(byte[] tag) {
    return only(store.touch(List.of(tag)));
  }

  /** As a decimal number, where reads with an announcement find it. */
  private long read(byte[] tag) {
    byte[] digits = Await.result(store.getAll(Collections.singletonList(tag))).get(0);
    assertNotNull(digits, "no stamp is stored");
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }

  private static long only(CompletionStage<List<Long>> stamps) {
    List<Long> all = Await.result(stamps);
    assertEquals(1, all.size());
    return all.get(0);
  }
}
