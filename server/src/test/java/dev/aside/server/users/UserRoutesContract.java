package dev.aside.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import dev.aside.testkit.Await;
import dev.aside.testkit.RedisExtension;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the routes over users do, whichever database is behind them. Redis is a real one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UserRoutesContract {
  private static final String NEW_USER =
      "{\"name\":\"রবীন্দ্রনাথ ঠাকুর\",\"email\":\"robi@example.org\",\"city\":\"শিলাইদহ\"}";

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private TestServer server;

  /** The value of {@code --database}. */
  abstract String database();

  @BeforeAll
  void start() {
    server = start(Map.of());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  TestServer start(Map<Setting<?>, String> more) {
    Map<Setting<?>, String> settings = new HashMap<>(more);
    settings.put(Settings.DATABASE, database());
    settings.putIfAbsent(Settings.REDIS, redis.uri());
    return TestServer.start(settings);
  }

  @Test
  void get_twice_isMissThenHit() {
    HttpResponse<String> first = get("/users/12");
    HttpResponse<String> second = get("/users/12");

    assertEquals(200, first.statusCode());
    assertEquals("application/json", Http.header(first, "Content-Type"));
    assertEquals("aside; fwd=miss; stored", Http.header(first, "Cache-Status"));
    // The copy for this process is made a moment after the answer; until then Redis has it.
    String status = String.valueOf(Http.header(second, "Cache-Status"));
    assertTrue(status.matches("aside; hit; detail=(local|remote)"), status);
    assertEquals(first.body(), second.body());
    Await.until(
        "it is served from memory",
        () -> "aside; hit; detail=local".equals(Http.header(get("/users/12"), "Cache-Status")));
    assertEquals(
        "{\"id\":12,\"name\":\"আরিফ আহমেদ\",\"email\":\"arif.ahmed@example.org\",\"city\":\"চট্টগ্রাম\"}",
        first.body());
  }

  @Test
  void get_withoutLocalCopies_isHitInRedis() {
    try (TestServer remote = start(Map.of(Settings.USER_LOCAL_TTL, "0"))) {
      Http.get(remote.uri("/users/13"));

      HttpResponse<String> second = Http.get(remote.uri("/users/13"));

      assertEquals("aside; hit; detail=remote", Http.header(second, "Cache-Status"));
    }
  }

  @Test
  void get_unknownUser_is404AndRemembered() {
    HttpResponse<String> first = get("/users/900001");
    HttpResponse<String> second = get("/users/900001");

    assertEquals(404, first.statusCode());
    assertEquals("User not found", first.body());
    assertEquals("text/plain; charset=utf-8", Http.header(first, "Content-Type"));
    assertTrue(Http.header(first, "Cache-Status").startsWith("aside; fwd=miss"));
    assertEquals(404, second.statusCode());
    assertTrue(Http.header(second, "Cache-Status").startsWith("aside; hit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"abc", "0", "-1", "007", "1.5", "1e3", "9999999999999999999", "%E0%A7%A7"})
  void get_notAnId_is404WithoutAskingAnybody(String id) {
    HttpResponse<String> answer = get("/users/" + id);

    assertEquals(404, answer.statusCode());
    assertEquals("User not found", answer.body());
    assertEquals("", Http.header(answer, "Cache-Status"));
  }

  @Test
  void get_percentEncodedId_isTheSameUser() {
    assertEquals(get("/users/42").body(), get("/users/%34%32").body());
  }

  @Test
  void get_withMatchingTag_is304() {
    HttpResponse<String> first = get("/users/14");
    String tag = Http.header(first, "ETag");

    for (String condition : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      HttpResponse<String> again = Http.get(server.uri("/users/14"), "If-None-Match", condition);

      assertEquals(304, again.statusCode(), condition);
      assertEquals("", again.body());
      assertEquals(tag, Http.header(again, "ETag"));
    }
    assertEquals(200, Http.get(server.uri("/users/14"), "If-None-Match", "\"other\"").statusCode());
  }

  @Test
  void head_isGetWithoutBody() {
    HttpResponse<String> get = get("/users/15");
    HttpResponse<String> head = Http.method("HEAD", server.uri("/users/15"));

    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    int length = get.body().getBytes(StandardCharsets.UTF_8).length;
    assertEquals(String.valueOf(length), Http.header(head, "Content-Length"));
    assertEquals(Http.header(get, "ETag"), Http.header(head, "ETag"));
  }

  @Test
  void put_thenGet_isFresh() {
    get("/users/16");

    HttpResponse<String> put = put("/users/16", NEW_USER);
    HttpResponse<String> after = get("/users/16");

    assertEquals(200, put.statusCode());
    assertTrue(after.body().contains("\"name\":\"রবীন্দ্রনাথ ঠাকুর\""), after.body());
    assertEquals(put.body(), after.body());
    assertEquals(Http.header(put, "ETag"), Http.header(after, "ETag"));
  }

  @Test
  void put_newId_creates() {
    assertEquals(404, get("/users/900002").statusCode());

    HttpResponse<String> put = put("/users/900002", NEW_USER);

    assertEquals(201, put.statusCode());
    assertEquals("/users/900002", Http.header(put, "Location"));
    assertEquals(put.body(), get("/users/900002").body());
    assertEquals(204, Http.delete(server.uri("/users/900002")).statusCode());
  }

  @Test
  void put_seenByAnotherServer_isFreshThere() {
    try (TestServer other = start(Map.of())) {
      Http.get(other.uri("/users/17"));
      get("/users/17");

      put("/users/17", NEW_USER);

      Await.until(
          "the other server sees the change",
          () -> Http.get(other.uri("/users/17")).body().contains("robi@example.org"));
    }
  }

  @Test
  void delete_thenGet_is404() {
    get("/users/18");

    HttpResponse<String> first = Http.delete(server.uri("/users/18"));
    HttpResponse<String> second = Http.delete(server.uri("/users/18"));

    assertEquals(204, first.statusCode());
    assertEquals(404, second.statusCode());
    assertEquals("User not found", second.body());
    assertEquals(404, get("/users/18").statusCode());
    assertEquals(201, put("/users/18", NEW_USER).statusCode());
    assertEquals(200, get("/users/18").statusCode());
  }

  @Test
  void ttl_whenOver_loadsAgain() {
    try (TestServer brief = start(Map.of(Settings.USER_TTL, "300ms"))) {
      URI uri = brief.uri("/users/19");
      Http.get(uri);

      Await.until(
          "a miss after the TTL",
          () -> Http.header(Http.get(uri), "Cache-Status").equals("aside; fwd=miss; stored"));
    }
  }

  @Test
  void batch_isOneArrayInTheOrderAsked() {
    HttpResponse<String> answer = get("/users?ids=23,21,900003,22,21");

    assertEquals(200, answer.statusCode());
    String expected =
        Stream.of(23, 21, 22).map(id -> get("/users/" + id).body()).toList().toString();
    assertEquals(expected.replace("}, {", "},{"), answer.body());
    assertEquals("aside; fwd=miss; stored", Http.header(answer, "Cache-Status"));
    assertTrue(Http.header(get("/users?ids=21,22"), "Cache-Status").startsWith("aside; hit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/users", "/users?ids=", "/users?ids=1,", "/users?ids=1,x", "/users?ids=0"})
  void batch_withoutGoodIds_is400NamingTheField(String path) {
    HttpResponse<String> answer = get(path);

    assertEquals(400, answer.statusCode());
    assertEquals("application/problem+json", Http.header(answer, "Content-Type"));
    assertTrue(answer.body().contains("\"field\":\"ids\""), answer.body());
  }

  @Test
  void batch_ofTooManyIds_is400() {
    String ids = String.join(",", IntStream.rangeClosed(1, 101).mapToObj(String::valueOf).toList());

    assertEquals(400, get("/users?ids=" + ids).statusCode());
    assertEquals(200, get("/users?ids=" + ids.replace(",101", "")).statusCode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"email\":\"a@b.co\",\"city\":\"X\"} | name",
        "{\"name\":\"A\",\"city\":\"X\"} | email",
        "{\"name\":\"A\",\"email\":\"a@b.co\"} | city",
        "{\"name\":7,\"email\":\"a@b.co\",\"city\":\"X\"} | name",
        "{\"name\":null,\"email\":\"a@b.co\",\"city\":\"X\"} | name",
        "{\"name\":\" \",\"email\":\"a@b.co\",\"city\":\"X\"} | name",
        "{\"name\":\"A\",\"email\":\"nobody\",\"city\":\"X\"} | email",
        "{\"name\":\"A\",\"email\":\"a@b\",\"city\":\"X\"} | email",
        "{\"name\":\"A\",\"email\":\"a b@c.de\",\"city\":\"X\"} | email",
        "{\"name\":\"A\",\"email\":\"a@b.co\",\"city\":\"X\",\"admin\":true} | admin",
        "{\"name\":\"A\\u0000\",\"email\":\"a@b.co\",\"city\":\"X\"} | name",
        "{\"name\":\"\\ud800\",\"email\":\"a@b.co\",\"city\":\"X\"} | name",
      })
  void put_wrongField_is400NamingIt(String json, String field) {
    HttpResponse<String> answer = put("/users/20", json);

    assertEquals(400, answer.statusCode());
    assertEquals("application/problem+json", Http.header(answer, "Content-Type"));
    assertTrue(answer.body().contains("\"field\":\"" + field + "\""), answer.body());
    assertTrue(answer.body().contains("\"status\":400"), answer.body());
  }

  @Test
  void put_tooLongName_is400() {
    String json = "{\"name\":\"" + "x".repeat(101) + "\",\"email\":\"a@b.co\",\"city\":\"X\"}";

    assertTrue(put("/users/20", json).body().contains("at most 100 characters"));
  }

  @Test
  void put_longestNameOfWideCharacters_isKept() {
    String name = "🦋".repeat(100);
    String json = "{\"name\":\"" + name + "\",\"email\":\"a@b.co\",\"city\":\"X\"}";

    assertEquals(200, put("/users/24", json).statusCode());
    assertTrue(get("/users/24").body().contains(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "hello", "[]", "7", "{\"name\":", "{} {}", "{\"name\":\"A\",\"name\":\"B\"}"})
  void put_notOneJsonObject_is400(String body) {
    assertEquals(400, put("/users/20", body).statusCode());
  }

  @Test
  void put_otherType_is415() {
    URI uri = server.uri("/users/20");

    assertEquals(415, Http.method("PUT", uri).statusCode());
    assertEquals(415, Http.method("PUT", uri, "Content-Type", "text/plain").statusCode());
  }

  @Test
  void put_tooLargeBody_is413() {
    HttpResponse<String> answer = put("/users/20", " ".repeat(65_537) + NEW_USER);

    assertEquals(413, answer.statusCode());
    assertEquals(200, get("/users/20").statusCode());
  }

  @Test
  void get_manyCallersOfOneColdUser_allGetIt() {
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 200).mapToObj(i -> Http.getAsync(server.uri("/users/25"))).toList();

    long stored = 0;
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      HttpResponse<String> response = Await.result(answer);
      assertEquals(200, response.statusCode());
      stored += Http.header(response, "Cache-Status").equals("aside; fwd=miss; stored") ? 1 : 0;
    }
    assertEquals(1, stored, "answers that were loaded for themselves");
  }

  @Test
  void otherMethod_is405AndSaysWhatIsAllowed() {
    HttpResponse<String> answer = Http.post(server.uri("/users/20"), "text/plain", "");

    assertEquals(405, answer.statusCode());
    assertEquals("DELETE, GET, HEAD, OPTIONS, PUT", Http.header(answer, "Allow"));
    assertFalse(answer.body().isEmpty());
  }

  private HttpResponse<String> get(String path) {
    return Http.get(server.uri(path));
  }

  private HttpResponse<String> put(String path, String json) {
    return Http.put(server.uri(path), json);
  }
}
