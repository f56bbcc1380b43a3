package dev.aside.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How fields are read, compared, chosen by, kept and cut into parts. */
final class FieldsTest {
  private static final Random RANDOM = new Random(7);

  /** How many made-up values each parser is given; more by -Daside.http.fuzz=1000000. */
  private static final int FUZZ = Integer.getInteger("aside.http.fuzz", 20_000);

  // RFC 9111 section 4.1

  @Test
  void selection_differentRequests_neverLookAlike() {
    List<String> names = List.of("a", "b");
    List<Headers> different =
        List.of(
            Headers.none(),
            Headers.of("A", ""),
            Headers.of("A", "x"),
            Headers.of("B", "x"),
            Headers.of("A", "x", "A", "y"),
            Headers.of("A", "xy"),
            Headers.of("A", "x;b=1:1:y"),
            Headers.of("A", "x", "B", "y"));
    Set<String> selections = new HashSet<>();
    different.forEach(headers -> selections.add(Vary.selection(names, headers)));
    assertEquals(different.size() - 1, selections.size(), "an empty field has no members");
  }

  @Test
  void selection_sameMembersOnOtherLines_isTheSame() {
    List<String> names = List.of("accept");
    String one = Vary.selection(names, Headers.of("Accept", "a, b"));
    assertEquals(one, Vary.selection(names, Headers.of("accept", "a ,b")));
    assertEquals(one, Vary.selection(names, Headers.of("Accept", "a", "Accept", "b")));
    assertNotEquals(one, Vary.selection(names, Headers.of("Accept", "b, a")));
  }

  // RFC 9651

  @Test
  void dictionary_asTheRulesSay() {
    Map<String, Object> members =
        Objects.requireNonNull(
            StructuredFields.dictionary(
                List.of("a=1;x=\"y\", b;q, c=?0", "a=-2.5, d=(1 2), e=:aGk=:")));
    assertEquals(-2.5, members.get("a"));
    assertEquals(true, members.get("b"));
    assertEquals(false, members.get("c"));
    for (String malformed :
        List.of("a=", "A=1", "a=1,", "a=1,,b", "a=\"x", "a b", "a=1 b=2", "a=(1", "a=1.", "=1")) {
      assertNull(StructuredFields.dictionary(List.of(malformed)), malformed);
    }
  }

  // RFC 9110 section 8.8.3 and 13

  @Test
  void isNotModified_asTheRulesSay() {
    StoredResponse stored =
        Examples.stored(
            1_784_635_200_000L,
            0,
            Headers.of("ETag", "\"a\"", "Last-Modified", "Tue, 21 Jul 2026 10:00:00 GMT"));
    String earlier = "Tue, 21 Jul 2026 09:59:59 GMT";
    String same = "Tue, 21 Jul 2026 10:00:00 GMT";
    assertTrue(isNotModified(stored, "If-None-Match", "\"a\""));
    assertTrue(isNotModified(stored, "If-None-Match", "W/\"a\""));
    assertTrue(isNotModified(stored, "If-None-Match", "\"x\", \"a\""));
    assertTrue(isNotModified(stored, "If-None-Match", "*"));
    assertFalse(isNotModified(stored, "If-None-Match", "\"b\""));
    assertTrue(isNotModified(stored, "If-Modified-Since", same));
    assertFalse(isNotModified(stored, "If-Modified-Since", earlier));
    assertFalse(isNotModified(stored, "If-Modified-Since", "yesterday"));
    assertFalse(
        isNotModified(stored, "If-None-Match", "\"b\"", "If-Modified-Since", same),
        "the tag counts before the date");
  }

  private static boolean isNotModified(StoredResponse stored, String... fields) {
    return Preconditions.isNotModified(Headers.of(fields), stored.head(), stored.responseMillis());
  }

  // RFC 9110 section 14

  @Test
  void ranges_asTheRulesSay() {
    assertEquals(List.of(new Ranges.Part(0, 4)), ranges("bytes=0-4"));
    assertEquals(List.of(new Ranges.Part(5, 9)), ranges("bytes=5-"));
    assertEquals(List.of(new Ranges.Part(8, 9)), ranges("BYTES=-2"));
    assertEquals(List.of(new Ranges.Part(0, 9)), ranges("bytes=-99999999999999"));
    assertEquals(List.of(new Ranges.Part(0, 1), new Ranges.Part(8, 9)), ranges("bytes=0-1, 8-99"));
    assertEquals(List.of(), ranges("bytes=10-"));
    assertEquals(List.of(), ranges("bytes=-0"));
    for (String ignored :
        List.of("bytes=4-1", "lines=1-2", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-5,2-3")) {
      assertNull(ranges(ignored), ignored);
    }
    assertNull(ranges("bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8"), "too many");
  }

  @Test
  void ranges_ifRange_holdsOnlyForTheSameContent() {
    StoredResponse stored = Examples.stored(0, 0, Headers.of("ETag", "\"a\""));
    assertEquals(1, Objects.requireNonNull(ifRange(stored, "\"a\"")).size());
    assertNull(ifRange(stored, "\"b\""));
    assertNull(ifRange(stored, "W/\"a\""));
  }

  private static @Nullable List<Ranges.Part> ifRange(StoredResponse stored, String tag) {
    return Ranges.of(Headers.of("Range", "bytes=0-1", "If-Range", tag), stored);
  }

  private static @Nullable List<Ranges.Part> ranges(String value) {
    return Ranges.of(Headers.of("Range", value), Examples.stored(0, 0, Headers.none()));
  }

  // RFC 9111 sections 3.1, 3.2 and RFC 9110 section 7.6.1

  @Test
  void kept_hopByHopAndListedFields_areLeftOut() {
    Headers kept =
        FieldRules.kept(
            Headers.of(
                "Connection",
                "close, X-Hop",
                "X-Hop",
                "1",
                "X-End",
                "2",
                "Keep-Alive",
                "3",
                "Set-Cookie",
                "4",
                "Age",
                "5",
                "X-Ask",
                "6",
                "Proxy-Authenticate",
                "7"),
            CacheControl.parse(List.of("no-cache=\"X-Ask\"")));
    assertEquals("X-End", kept.toString());
  }

  @Test
  void updated_by304_replacesAllButWhatTheContentIs() {
    Headers updated =
        FieldRules.updated(
            Headers.of("A", "old", "Content-Type", "text/plain", "B", "stays"),
            Headers.of("a", "new", "Content-Type", "text/html", "Content-Length", "0", "C", "more"),
            CacheControl.parse(List.of()));
    assertEquals("new", updated.first("A"));
    assertEquals("text/plain", updated.first("Content-Type"));
    assertEquals("stays", updated.first("B"));
    assertEquals("more", updated.first("C"));
    assertFalse(updated.contains("Content-Length"));
  }

  @Test
  void tags_ofAllThreeFields() {
    Headers response =
        Headers.of("Surrogate-Key", "a b", "Cache-Tag", "c, d", "Cache-Groups", "\"e\", f");
    assertEquals(
        Set.of("a", "b", "c", "d", "group:http://example.org:e"),
        ResponseTags.of(response, Examples.get()));
    assertEquals(0, ResponseTags.hidden(response.without("Cache-Groups")).size());
  }

  // The stored form

  @Test
  void codec_roundTrip_isTheSame() {
    StoredCodec codec = new StoredCodec();
    StoredResponse stored = Examples.stored(5, 6, Headers.of("A", "é", "a", ""));
    StoredResponse read = (StoredResponse) codec.decode(codec.encode(stored));
    assertEquals(stored.uri(), read.uri());
    assertEquals(stored.responseMillis(), read.responseMillis());
    assertEquals(List.of("é", ""), read.headers().all("a"));
    assertArrayEquals(stored.body(), read.body());
    Variants variants = new Variants("u", List.of("a", "b"), -3);
    assertEquals(variants, codec.decode(codec.encode(variants)));
  }

  @Test
  void codec_cutOffOrLonger_isRefused() {
    StoredCodec codec = new StoredCodec();
    byte[] good = codec.encode(Examples.stored(5, 6, Headers.of("A", "b")));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(RuntimeException.class, () -> codec.decode(cut));
    }
    assertThrows(RuntimeException.class, () -> codec.decode(Arrays.copyOf(good, good.length + 1)));
  }

  // Anything may come from the network

  @Test
  void parsers_madeUpValues_neverFail() {
    String alphabet = "abGMT019 ,;=\"\\\t-*:()?@.W/é\0~max-age=60 no-store bytes=";
    for (int i = 0; i < FUZZ; i++) {
      String value = madeUp(alphabet);
      List<String> lines = List.of(value, value);
      HttpDates.parse(value, i);
      DeltaSeconds.parse(value);
      CacheControl control = CacheControl.parse(lines);
      control.seconds("max-age");
      control.fields("no-cache");
      StructuredFields.dictionary(lines);
      StructuredFields.list(lines);
      Headers headers =
          Headers.of(
              "Vary",
              value,
              "Age",
              value,
              "Date",
              value,
              "Expires",
              value,
              "Range",
              value,
              "If-Range",
              value,
              "If-None-Match",
              value,
              "If-Modified-Since",
              value,
              "Cache-Control",
              value,
              "CDN-Cache-Control",
              value,
              "Surrogate-Key",
              value,
              "Cache-Groups",
              value,
              "Last-Modified",
              value,
              "ETag",
              value);
      StoredResponse stored = Examples.stored(i, 0, headers);
      Storability.of(Examples.get(), stored.head(), i, CachePolicy.defaults());
      Reuse.of(
          Examples.get("Cache-Control", value),
          stored,
          i,
          CachePolicy.defaults().obeysRequests(true));
      Ranges.of(headers, stored);
      Preconditions.isNotModified(headers, stored.head(), i);
      ResponseTags.of(headers, Examples.get());
      Vary.selection(stored.varies(), headers);
    }
  }

  @Test
  void dates_oneCharacterWrong_areNoDates() {
    String good = "Tue, 21 Jul 2026 10:00:00 GMT";
    long time = HttpDates.parse(good, 0);
    assertEquals(good, HttpDates.format(time));
    for (int at = 0; at < good.length(); at++) {
      String bad = good.substring(0, at) + '!' + good.substring(at + 1);
      assertEquals(HttpDates.INVALID, HttpDates.parse(bad, 0), bad);
    }
    assertEquals(HttpDates.INVALID, HttpDates.parse("Tue, 31 Feb 2026 10:00:00 GMT", 0));
  }

  private static String madeUp(String alphabet) {
    StringBuilder text = new StringBuilder();
    int length = RANDOM.nextInt(40);
    while (text.length() < length) {
      int from = RANDOM.nextInt(alphabet.length());
      int to = Math.min(alphabet.length(), from + 1 + RANDOM.nextInt(12));
      text.append(alphabet, from, to);
    }
    return text.toString();
  }
}
