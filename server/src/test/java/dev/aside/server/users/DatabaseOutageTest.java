package dev.aside.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.aside.server.Http;
import dev.aside.server.TestServer;
import dev.aside.server.config.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The database goes: what is cached is served on, and the rest says so. */
final class DatabaseOutageTest {
  @Test
  void databaseGone_cachedUsersAreServed_othersAre503() throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start()) {
      String url = postgres.getJdbcUrl("postgres", "postgres");
      try (TestServer server = TestServer.start(Map.of(Settings.DATABASE, url))) {
        Http.get(server.uri("/users/1"));
        stop(postgres);

        HttpResponse<String> cached = Http.get(server.uri("/users/1"));
        HttpResponse<String> other = Http.get(server.uri("/users/2"));
        HttpResponse<String> write = Http.delete(server.uri("/users/1"));

        assertEquals(200, cached.statusCode());
        for (HttpResponse<String> failed : List.of(other, write)) {
          assertEquals(503, failed.statusCode(), failed.body());
          assertEquals("application/problem+json", Http.header(failed, "Content-Type"));
          assertEquals("1", Http.header(failed, "Retry-After"));
          assertFalse(failed.body().contains("Exception"), failed.body());
        }
        assertEquals(200, Http.get(server.uri("/health/live")).statusCode());
        assertEquals(503, Http.get(server.uri("/health/ready")).statusCode());
      }
    }
  }

  private static void stop(EmbeddedPostgres postgres) throws Exception {
    postgres.close();
  }
}
