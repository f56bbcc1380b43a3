package dev.aside.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.Aside;
import dev.aside.http.ScriptedOrigin.Said;
import dev.aside.testkit.Await;
import dev.aside.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests through a cache to an origin in memory. */
final class HttpCacheTest {
  private final ManualTime time = ManualTime.create();
  private final Aside aside = Aside.connect("memory:");
  private final HttpCache cache = HttpCache.builder(aside).timeSource(time).build();
  private final ScriptedOrigin origin = new ScriptedOrigin();

  @AfterEach
  void close() {
    cache.close();
    aside.close();
  }

  // Storing and serving

  @Test
  void get_fresh_isServedWithAgeAndStatus() {
    origin.says(200, "one", "Cache-Control", "max-age=60", "X-Any", "kept");
    Said first = get();
    assertEquals("aside; fwd=uri-miss; stored; fwd-status=200", first.header("Cache-Status"));

    time.advance(Duration.ofSeconds(5));
    Said second = get();

    assertEquals("one", second.body());
    assertEquals("5", second.header("Age"));
    assertEquals("kept", second.header("X-Any"));
    assertEquals("aside; hit; ttl=55", second.header("Cache-Status"));
    assertEquals(1, origin.asked.size());
  }

  @Test
  void get_notForOthers_isNeverServedAgain() {
    for (String control : List.of("no-store", "private, max-age=60", "max-age=60, x=\"", "")) {
      String path = "/" + Math.abs(control.hashCode());
      origin.asked.clear();
      origin.says(200, "alice", "Cache-Control", control);
      get(path);
      origin.says(200, "bob", "Cache-Control", control);
      assertEquals("bob", get(path).body(), control);
      assertEquals(2, origin.asked.size(), control);
    }
  }

  @Test
  void get_cookie_isDeliveredAndNotReplayed() {
    origin.says(200, "a", "Cache-Control", "public, max-age=60", "Set-Cookie", "id=alice");
    assertEquals("id=alice", get().header("Set-Cookie"));
    origin.says(200, "b", "Cache-Control", "public, max-age=60", "Set-Cookie", "id=bob");
    assertEquals("id=bob", get().header("Set-Cookie"));
  }

  @Test
  void get_authorized_doesNotReachOthersNorReplaceWhatIsForAll() {
    origin.says(200, "alice", "Cache-Control", "max-age=60");
    assertEquals("alice", get("/a", "Authorization", "alice").body());
    origin.says(200, "anonymous", "Cache-Control", "max-age=60");
    assertEquals("anonymous", get("/a").body());
    origin.says(200, "bob", "Cache-Control", "max-age=60");
    assertEquals("bob", get("/a", "Authorization", "bob").body());
    assertEquals("anonymous", get("/a").body());
  }

  @Test
  void get_authorizedAndPublic_isForAll() {
    origin.says(200, "all", "Cache-Control", "public, max-age=60");
    get("/a", "Authorization", "alice");
    assertEquals("aside; hit; ttl=60", get("/a").header("Cache-Status"));
    assertEquals("aside; hit; ttl=60", get("/a", "Authorization", "bob").header("Cache-Status"));
  }

  @Test
  void get_varying_eachGetsItsOwn() {
    for (String language : List.of("bn", "en", "de")) {
      origin.says(200, language, "Cache-Control", "max-age=60", "Vary", "Accept-Language");
      assertEquals(language, get("/a", "Accept-Language", language).body());
    }
    origin.isDown();
    for (String language : List.of("bn", "en", "de")) {
      Said again = get("/a", "Accept-Language", language);
      assertEquals(language, again.body());
      assertEquals("aside; hit; ttl=60", again.header("Cache-Status"));
    }
    assertEquals(502, get("/a", "Accept-Language", "fr").status());
    assertEquals(502, get("/a").status());
  }

  @Test
  void get_otherQueryHostOrScheme_isAnotherResponse() {
    origin.says(200, "one", "Cache-Control", "max-age=60");
    get("/a?b=1");
    origin.says(200, "two", "Cache-Control", "max-age=60");
    assertEquals("two", get("/a?b=2").body());
    assertEquals("two", get("/a").body());
    assertEquals("two", get("/A?b=1").body());
    assertEquals(
        "two",
        send(RequestHead.of("GET", "http", "other.example", "/a?b=1", Headers.none())).body());
  }

  // Revalidation

  @Test
  void get_staleWithValidator_isConfirmedBy304() {
    origin.says(200, "one", "Cache-Control", "max-age=1", "ETag", "\"e\"", "X", "old");
    get();
    time.advance(Duration.ofSeconds(2));
    origin.says(304, "", "Cache-Control", "max-age=60", "ETag", "\"e\"", "X", "new");

    Said confirmed = get();
    assertEquals("one", confirmed.body());
    assertEquals("new", confirmed.header("X"));
    assertEquals("aside; fwd=stale; fwd-status=304; stored", confirmed.header("Cache-Status"));
    assertEquals("\"e\"", origin.asked.get(1).first("If-None-Match"));
    time.advance(Duration.ofSeconds(30));
    assertEquals("aside; hit; ttl=30", get().header("Cache-Status"));
  }

  @Test
  void get_staleWithValidator_isReplacedBy200() {
    origin.says(200, "one", "Cache-Control", "max-age=1", "ETag", "\"e\"");
    get();
    time.advance(Duration.ofSeconds(2));
    origin.says(200, "two", "Cache-Control", "max-age=60", "ETag", "\"f\"");
    assertEquals("two", get().body());
    assertEquals("two", get().body());
    assertEquals(2, origin.asked.size());
  }

  @Test
  void get_clientHasIt_is304FromTheCache() {
    origin.says(200, "one", "Cache-Control", "max-age=60", "ETag", "\"e\"", "Vary", "Accept");
    get();
    Said said = get("/a", "If-None-Match", "\"x\", W/\"e\"");
    assertEquals(304, said.status());
    assertEquals("", said.body());
    assertEquals("\"e\"", said.header("ETag"));
    assertEquals("Accept", said.header("Vary"));
    assertEquals("max-age=60", said.header("Cache-Control"));
  }

  // Stale

  @Test
  void get_whileRevalidating_servesStaleAndRefreshesOnce() {
    origin.says(200, "one", "Cache-Control", "max-age=1, stale-while-revalidate=30");
    get();
    time.advance(Duration.ofSeconds(2));
    CompletableFuture<Said> slow = new CompletableFuture<>();
    origin.does(headers -> slow);

    Said stale = get();
    assertEquals("one", stale.body());
    assertEquals("aside; hit; ttl=-1", stale.header("Cache-Status"));
    get();
    Await.until("one refresh", () -> origin.asked.size() == 2);
    slow.complete(Said.of(200, "two", "Cache-Control", "max-age=60"));
    Await.until("the new one is served", () -> get().body().equals("two"));
    assertEquals(2, origin.asked.size());
  }

  @Test
  void get_originFails_staleOnlyWhereItMayBe() {
    origin.says(200, "lax", "Cache-Control", "max-age=1, stale-if-error=30");
    get("/lax");
    origin.says(200, "plain", "Cache-Control", "max-age=1");
    get("/plain");
    origin.says(200, "strict", "Cache-Control", "max-age=1, must-revalidate", "ETag", "\"a\"");
    get("/strict");
    time.advance(Duration.ofSeconds(2));

    origin.says(503, "broken");
    Said survived = get("/lax");
    assertEquals("lax", survived.body());
    assertEquals("aside; fwd=stale; fwd-status=503", survived.header("Cache-Status"));
    int asked = origin.asked.size();
    assertEquals("lax", get("/lax").body());
    assertEquals(asked, origin.asked.size(), "an outage is not asked about by all who come");
    assertEquals(503, get("/plain").status());
    assertEquals(503, get("/strict").status());
    origin.isDown();
    assertEquals("lax", get("/lax").body());
    assertEquals("plain", get("/plain").body(), "RFC 9111 section 4.2.4: disconnected");
    assertEquals(504, get("/strict").status(), "RFC 9111 section 5.2.2.2");
    assertEquals(502, get("/never-seen").status());
  }

  @Test
  void get_error_doesNotReplaceWhatWasGood() {
    origin.says(200, "good", "Cache-Control", "max-age=1, stale-if-error=3");
    get();
    time.advance(Duration.ofSeconds(10));
    origin.says(500, "bad", "Cache-Control", "max-age=60");
    assertEquals("bad", get().body());
    origin.isDown();
    Await.until("the good one is back", () -> get().body().equals("good"));
  }

  // Together

  @Test
  void get_manyAtOnce_askOnce() {
    CompletableFuture<Said> slow = new CompletableFuture<>();
    origin.does(headers -> slow);
    List<CompletableFuture<Said>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(origin.send(cache, request("/a")));
    }
    slow.complete(Said.of(200, "all", "Cache-Control", "max-age=60"));
    for (Said said : ScriptedOrigin.join(answers)) {
      assertEquals("all", said.body());
    }
    assertEquals(1, origin.asked.size());
  }

  @Test
  void get_manyAtOnceAndNotForOthers_eachGetsItsOwn() {
    CompletableFuture<Said> slow = new CompletableFuture<>();
    origin.does(
        headers ->
            slow.thenApply(
                go -> Said.of(200, "for " + headers.first("X-Me"), "Cache-Control", "private")));
    List<CompletableFuture<Said>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(origin.send(cache, request("/a", "X-Me", "n" + i)));
    }
    slow.complete(Said.of(200, "", "X", "Y"));
    List<Said> all = ScriptedOrigin.join(answers);
    for (int i = 0; i < all.size(); i++) {
      assertEquals("for n" + i, all.get(i).body());
    }
    assertEquals(50, origin.asked.size());
  }

  @Test
  void get_onceNotForOthersThenForAll_isKeptAgain() {
    origin.says(200, "one", "Cache-Control", "private");
    get();
    origin.says(200, "two", "Cache-Control", "max-age=60");
    get();
    get();
    int before = origin.asked.size();
    assertEquals("two", get().body());
    assertEquals(before, origin.asked.size());
  }

  // Methods

  @Test
  void head_ofWhatIsStored_isServed_elseAskedAndNotKept() {
    origin.says(200, "", "Cache-Control", "max-age=60");
    assertEquals("aside; fwd=miss; fwd-status=200", head().header("Cache-Status"));
    origin.says(200, "one", "Cache-Control", "max-age=60");
    assertEquals("one", get().body());
    assertEquals("aside; hit; ttl=60", head().header("Cache-Status"));
  }

  @Test
  void post_succeeds_invalidatesTheUriAndWhatItNames() {
    for (String path : List.of("/a", "/b", "/c")) {
      origin.says(200, "old", "Cache-Control", "max-age=60");
      get(path);
    }
    origin.says(500, "", "Location", "/b");
    send(RequestHead.of("POST", "http", "example.org", "/a", Headers.none()));
    assertEquals("old", get("/a").body(), "RFC 9111 section 4.4: only after a success");
    origin.says(201, "", "Location", "/b", "Content-Location", "http://other.example/c");
    send(RequestHead.of("POST", "http", "example.org", "/a", Headers.none()));
    origin.says(200, "new", "Cache-Control", "max-age=60");
    assertEquals("new", get("/a").body());
    assertEquals("new", get("/b").body());
    assertEquals("old", get("/c").body(), "of another origin");
  }

  @Test
  void get_range_isCutFromWhatIsStored_andAskedForWhenItIsNot() {
    origin.says(206, "23", "Content-Range", "bytes 2-3/10", "Cache-Control", "max-age=60");
    assertEquals("23", get("/a", "Range", "bytes=2-3").body());
    origin.says(200, "0123456789", "Cache-Control", "max-age=60", "ETag", "\"e\"");
    assertEquals("0123456789", get().body(), "a part is never the whole");
    Said part = get("/a", "Range", "bytes=2-3");
    assertEquals(206, part.status());
    assertEquals("23", part.body());
    assertEquals("bytes 2-3/10", part.header("Content-Range"));
    assertEquals(416, get("/a", "Range", "bytes=10-").status());
    Said several = get("/a", "Range", "bytes=0-0, -1");
    assertTrue(several.body().contains("Content-Range: bytes 9-9/10\r\n\r\n9\r\n"));
    assertEquals(200, get("/a", "Range", "bytes=2-3", "If-Range", "\"other\"").status());
  }

  @Test
  void get_onlyIfCached_neverAsks() {
    assertEquals(504, get("/a", "Cache-Control", "only-if-cached").status());
    assertEquals(0, origin.asked.size());
  }

  @Test
  void get_methodOverride_isNeverServedNorKept() {
    origin.says(200, "one", "Cache-Control", "max-age=60");
    get("/a", "X-HTTP-Method-Override", "DELETE");
    get("/a");
    assertEquals(2, origin.asked.size());
    get("/a", "X-HTTP-Method-Override", "DELETE");
    assertEquals(3, origin.asked.size());
  }

  // Purging

  @Test
  void purge_ofTag_removesAllThatHaveIt() {
    origin.says(
        200, "old", "Cache-Control", "max-age=60", "Surrogate-Key", "x y", "Vary", "Accept");
    Said first = get("/a");
    get("/b");
    assertEquals("", first.header("Surrogate-Key"), "not for clients");
    ScriptedOrigin.join(cache.purgeTags(List.of("y")).toCompletableFuture().thenApply(ok -> first));
    origin.says(200, "new", "Cache-Control", "max-age=60");
    assertEquals("new", get("/a").body());
    assertEquals("new", get("/b").body());
  }

  @Test
  void purge_ofUri_removesAllVariants() {
    origin.says(200, "old", "Cache-Control", "max-age=60", "Vary", "Accept");
    Said first = get("/a", "Accept", "x");
    get("/a", "Accept", "y");
    ScriptedOrigin.join(
        cache.purge("http://example.org/a").toCompletableFuture().thenApply(ok -> first));
    origin.says(200, "new", "Cache-Control", "max-age=60", "Vary", "Accept");
    assertEquals("new", get("/a", "Accept", "x").body());
    assertEquals("new", get("/a", "Accept", "y").body());
  }

  @Test
  void purge_whileAResponseIsFetched_itIsNotKept() {
    CompletableFuture<Said> slow = new CompletableFuture<>();
    origin.does(headers -> slow);
    CompletableFuture<Said> before = origin.send(cache, request("/a", "Accept", "x"));
    Await.until("it is being fetched", () -> origin.asked.size() == 1);
    Said done = Said.of(200, "done");
    ScriptedOrigin.join(
        cache.purge("http://example.org/a").toCompletableFuture().thenApply(ok -> done));
    slow.complete(Said.of(200, "old", "Cache-Control", "max-age=60", "Vary", "Accept"));
    assertEquals("old", ScriptedOrigin.join(before).body());
    origin.says(200, "new", "Cache-Control", "max-age=60");
    assertEquals("new", get("/a", "Accept", "x").body());
  }

  private Said get() {
    return get("/a");
  }

  private Said get(String path, String... fields) {
    return send(request(path, fields));
  }

  private Said head() {
    return send(RequestHead.of("HEAD", "http", "example.org", "/a", Headers.none()));
  }

  private Said send(RequestHead request) {
    Said said = ScriptedOrigin.join(origin.send(cache, request));
    assertTrue(said.header("Cache-Status").contains("aside; "), "every answer has it");
    return said;
  }

  private static RequestHead request(String path, String... fields) {
    return RequestHead.of("GET", "http", "example.org", path, Headers.of(fields));
  }
}
