package dev.aside.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.server.config.Settings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApiRoutesTest {
  private static final String KEY = "canary of sixteen bytes and more";

  @TempDir private Path folder;

  @Test
  void call_byKey_isAnswered_otherwiseNot() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "another key of a backend\n" + KEY);
    try (TestServer server = TestServer.start(Map.of(Settings.API_KEYS, keys.toString()))) {
      String body = "{\"channel\":\"room:api\",\"data\":{\"n\":1}}";
      HttpResponse<String> good = post(server, "publish", body, "X-API-Key", KEY);
      assertEquals(200, good.statusCode());
      assertTrue(good.body().startsWith("{\"result\":{\"offset\":1,"), good.body());

      HttpResponse<String> wrong = post(server, "publish", body, "X-API-Key", KEY + "x");
      assertEquals(401, wrong.statusCode());
      assertFalse(wrong.body().contains("canary"), wrong.body());
      assertEquals(401, post(server, "publish", body).statusCode());
      assertEquals(404, post(server, "other", body, "X-API-Key", KEY).statusCode());
      assertEquals(413, post(server, "publish", "x".repeat(70_000), "X-API-Key", KEY).statusCode());
      assertTrue(post(server, "publish", "x", "X-API-Key", KEY).body().contains("\"code\":107"));
    }
  }

  @Test
  void paths_withoutKeys_areNotThere() {
    try (TestServer server = TestServer.start(Map.of())) {
      assertEquals(404, post(server, "publish", "{}", "X-API-Key", "").statusCode());
    }
  }

  private static HttpResponse<String> post(
      TestServer server, String method, String body, String... headers) {
    return Http.post(server.uri("/api/" + method), "application/json", body, headers);
  }
}
