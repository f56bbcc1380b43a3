package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Health, metrics and the page. */
final class OperateTest {
  private final TestServer server = TestServer.on("memory:");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void health_ofAServerThatIsWell() {
    assertEquals("{\"status\":\"live\"}", Http.get(server.uri("/health/live")).body());

    HttpResponse<String> ready = Http.get(server.uri("/health/ready"));

    assertEquals(200, ready.statusCode());
    assertEquals(
        "{\"status\":\"ready\",\"database\":\"live\",\"redis\":\"live\",\"reasons\":[]}",
        ready.body());
  }

  @Test
  void metrics_nameRoutesAndNeverPaths() {
    Http.get(server.uri("/users/42"));
    Http.get(server.uri("/users/42"));
    Http.get(server.uri("/users/secret-path"));
    Http.get(server.uri("/no/such/path"));
    Http.method("BREW", server.uri("/users/42"));

    HttpResponse<String> answer = Http.get(server.uri("/metrics"));
    String text = answer.body();

    assertTrue(Http.header(answer, "Content-Type").startsWith("text/plain; version=0.0.4"));
    assertTrue(
        text.contains(
            "http_server_requests_seconds_count{method=\"GET\",status=\"200\",uri=\"/users/{id}\"} 2"),
        text);
    assertTrue(text.contains("method=\"other\",status=\"405\""), text);
    assertTrue(text.contains("uri=\"/{unknown}\""), text);
    assertTrue(
        text.matches("(?s).*aside_cache_hits_total\\{cache=\"user\",level=\"\\w+\"} 1.*"), text);
    assertTrue(text.contains("aside_cache_misses_total{cache=\"user\"} 1"), text);
    assertTrue(text.contains("aside_redis_live 1"), text);
    assertTrue(text.contains("jvm_memory_used_bytes"), text);
    assertFalse(text.contains("secret-path"), text);
    assertFalse(text.contains("/no/such/path"), text);
  }

  @Test
  void page_isServedWithItsPolicyAndTag() {
    HttpResponse<String> page = Http.get(server.uri("/"));

    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", Http.header(page, "Content-Type"));
    assertTrue(Http.header(page, "Content-Security-Policy").startsWith("default-src 'self'"));
    assertEquals("nosniff", Http.header(page, "X-Content-Type-Options"));
    String tag = Http.header(page, "ETag");
    assertEquals(304, Http.get(server.uri("/"), "If-None-Match", tag).statusCode());
    HttpResponse<String> style = Http.get(server.uri("/assets/app.css"));
    assertEquals("text/css; charset=utf-8", Http.header(style, "Content-Type"));
  }
}
