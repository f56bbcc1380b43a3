package dev.aside.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RouteTest {
  private static final Endpoint NOTHING = exchange -> {};

  private final RouteTable table =
      RouteTable.of(
          List.of(
              Route.at("/").get(NOTHING),
              Route.at("/users/{id}").get(NOTHING),
              Route.at("/assets/{name...}").get(NOTHING)));

  @Test
  void match_plainAndParameters() {
    assertEquals("/ {}", find("/"));
    assertEquals("/users/{id} {id=42}", find("/users/42"));
    assertEquals("/users/{id} {id=শুভ}", find("/users/%E0%A6%B6%E0%A7%81%E0%A6%AD"));
    assertEquals("/users/{id} {id=a+b}", find("/users/a+b"));
    assertEquals("/assets/{name...} {name=a.js}", find("/assets/a.js"));
    assertEquals("/assets/{name...} {name=a/b.js}", find("/assets/a/b.js"));
  }

  @Test
  void match_whatIsAmbiguousOrMalformed_isNothing() {
    for (String path :
        List.of(
            "",
            "users/1",
            "/users",
            "/users/",
            "/users/1/",
            "//users/1",
            "/Users/1",
            "/users/1%2F2",
            "/users/%",
            "/users/%4",
            "/users/%zz",
            "/users/%FF",
            "/assets/",
            "/" + "/x".repeat(99))) {
      assertNull(find(path), path);
    }
  }

  @Test
  void table_joinsRoutesOfOneTemplate() {
    RouteTable joined =
        RouteTable.of(List.of(Route.at("/x").post(NOTHING), Route.at("/x").stream(NOTHING)));

    RouteTable.Match match = joined.find("/x");

    assertEquals("GET, OPTIONS, POST", match == null ? "" : match.route().allowed());
    assertThrows(
        IllegalArgumentException.class,
        () -> RouteTable.of(List.of(Route.at("/x").put(NOTHING), Route.at("/x").put(NOTHING))));
  }

  private @Nullable String find(String path) {
    RouteTable.Match match = table.find(path);
    return (match == null) ? null : match.route().template() + " " + Map.copyOf(match.parameters());
  }
}
