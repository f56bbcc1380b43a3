package dev.aside.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.WebSocketRoute;
import dev.aside.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page at {@code /}, used as people use it. Every window also checks itself when it closes. */
@Timeout(120)
final class PageTest {
  private static TestServer server;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    server = TestServer.on("embedded");
    chromium = Chromium.launch();
  }

  @AfterAll
  static void stop() {
    try (TestServer closedLast = server;
        Chromium closedFirst = chromium) {
      if (Boolean.getBoolean("aside.screenshots") && closedFirst != null) {
        Pictures.take(closedFirst, closedLast.url(), Path.of("..", "docs", "images"));
      }
    }
  }

  @Test
  void lookUp_twice_isAMissThenAHit() {
    try (Window window = desktop()) {
      window.lookUp("542");
      assertThat(window.find("#verdict")).hasText("Miss");
      assertThat(window.find("#explained")).containsText("database");
      assertThat(window.find("#json")).containsText("\"id\": 542");

      window.lookUp("542");
      assertThat(window.find("#verdict")).hasText("Hit");
      assertThat(window.find("#verdict-time")).hasText(Pattern.compile("[0-9.]+ ms"));
      assertThat(window.find("#history li .words"))
          .hasText(new Pattern[] {Pattern.compile("hit → .+"), Pattern.compile("miss → database")});
    }
  }

  @Test
  void lookUp_noSuchUser_isSaidKindly() {
    try (Window window = desktop()) {
      window.lookUp("424242");

      assertThat(window.find("#verdict")).hasText("No user 424242");
      assertThat(window.find("#json")).isHidden();
      assertThat(window.find("#edit")).isHidden();
    }
  }

  @Test
  void lookUp_nothingTyped_asksForAnId() {
    try (Window window = desktop()) {
      window.lookUp(" ");

      assertThat(window.find("#lookup-id")).isFocused();
      assertThat(window.find("#lookup-id"))
          .hasAccessibleDescription("Which user? An id is a number, such as 42.");
    }
  }

  @Test
  void save_newCity_isFreshHereAndInAnotherWindow() {
    try (Window window = desktop();
        Window other = desktop()) {
      other.lookUp("543");
      window.lookUp("543");
      window.find("#edit [name=city]").fill("চট্টগ্রাম");
      window.find("#save").click();

      assertThat(window.find("#edit-said")).containsText("Saved");
      assertThat(window.find("#json")).containsText("\"city\": \"চট্টগ্রাম\"");
      assertThat(window.find("#history li .words").nth(1)).hasText("saved → database");
      other.lookUp("543");
      assertThat(other.find("#json")).containsText("\"city\": \"চট্টগ্রাম\"");
    }
  }

  @Test
  void save_badEmail_isSaidAtTheFieldAndNothingChanges() {
    try (Window window = desktop()) {
      window.lookUp("544");
      assertThat(window.find("#json")).isVisible();
      String before = window.find("#json").textContent();
      window.find("#edit [name=email]").fill("nobody");
      window.find("#save").click();

      assertThat(window.find("#email-error")).not().isEmpty();
      assertThat(window.find("#edit [name=email]")).hasAttribute("aria-invalid", "true");
      assertThat(window.find("#edit [name=email]")).isFocused();
      assertThat(window.find("#name-error")).isEmpty();
      window.lookUp("544");
      assertThat(window.find("#edit [name=email]")).not().hasValue("nobody");
      assertThat(window.find("#json")).hasText(before);
    }
  }

  @Test
  void delete_confirmed_thenThereIsNoSuchUser() {
    try (Window window = desktop()) {
      window.lookUp("545");
      window.find("#delete").click();
      assertThat(window.find("#delete-no")).isFocused();
      window.page().keyboard().press("Escape");
      assertThat(window.find("#delete-confirm")).isHidden();
      assertThat(window.find("#delete")).isFocused();

      window.find("#delete").click();
      window.find("#delete-yes").click();

      assertThat(window.find("#verdict")).hasText("No user 545");
      assertThat(window.find("#edit-said")).containsText("deleted");
    }
  }

  @Test
  void chat_betweenTwoWindows_isHeardInOrderAndAsText() {
    try (Window one = desktop();
        Window two = desktop()) {
      assertThat(one.find("#chat-state")).hasText("Connected");
      assertThat(two.find("#chat-state")).hasText("Connected");
      one.say("Ada", "শুভ সকাল <b>all</b>");
      assertThat(two.find("#log .author").last()).hasText("Ada");
      two.say("নাসরিন", "https://example.com: seen");

      for (Window window : List.of(one, two)) {
        assertThat(window.find("#log .author").last()).hasText("নাসরিন");
        assertThat(window.find("#log .message").last()).hasText("https://example.com: seen");
        assertThat(window.find("#log .message").nth(-2)).hasText("শুভ সকাল <b>all</b>");
        assertThat(window.find("#chat-people")).containsText("2 here: you, ");
      }
      assertThat(one.find("#message")).isEmpty();
      one.page().reload();
      assertThat(one.find("#nick")).hasValue("Ada");
      assertThat(one.find("#log .message").last()).hasText("https://example.com: seen");
    }
  }

  @Test
  void chat_withoutWebSockets_isByEvents() {
    try (Window window = desktop();
        Window other = desktop()) {
      window
          .page()
          .routeWebSocket(Pattern.compile("/connection/websocket$"), WebSocketRoute::close);
      window.page().reload();
      assertThat(window.find("#chat-state")).hasText("Connected");

      other.say("Ada", "by events");
      assertThat(window.find("#log .message").last()).hasText("by events");
      window.say("Bob", "and back");
      assertThat(other.find("#log .message").last()).hasText("and back");
    }
  }

  @Test
  void chat_connectionRefusedForGood_isByEvents() {
    try (Window window = desktop();
        Window other = desktop()) {
      window
          .page()
          .routeWebSocket(
              Pattern.compile("/connection/websocket$"),
              socket ->
                  socket.onMessage(
                      frame ->
                          socket.close(
                              new WebSocketRoute.CloseOptions()
                                  .setCode(3501)
                                  .setReason("no token"))));
      window.page().reload();
      assertThat(window.find("#chat-state")).hasText("Connected");

      other.say("Ada", "by events");
      assertThat(window.find("#log .message").last()).hasText("by events");
    }
  }

  @Test
  void chat_connectionLost_saysSoAndComesBack() {
    try (Window window = desktop()) {
      List<WebSocketRoute> connections = new ArrayList<>();
      window
          .page()
          .routeWebSocket(
              Pattern.compile("/connection/websocket$"),
              connection -> {
                connections.add(connection);
                connection.connectToServer();
              });
      window.page().reload();
      assertThat(window.find("#chat-state")).hasText("Connected");

      connections.get(0).close();

      assertThat(window.find("#log .notice").last())
          .hasText("Connected again. Nothing was missed.");
      assertThat(window.find("#chat-state")).hasText("Connected");
      window.say("Ada", "back");
      assertThat(window.find("#log .message").last()).hasText("back");
    }
  }

  @Test
  void traffic_started_movesTheChartsAndCanBeStopped() {
    try (Window window = desktop()) {
      window.find("#traffic").click();

      assertThat(window.find("#rate-now")).hasText(Pattern.compile("[1-9][0-9]*"));
      assertThat(window.find("#ratio-now")).hasText(Pattern.compile("[0-9.]+"));
      assertThat(window.find("#latency-now")).hasText(Pattern.compile("[0-9.]+"));
      assertThat(window.find("#rate-chart .line")).hasAttribute("d", Pattern.compile("M.*L.*"));
      window.find("#traffic").click();
      assertThat(window.find("#traffic")).hasText("Make traffic");
      assertThat(window.find("#traffic-text")).containsText("look-ups made");
      assertTrue(!window.find("#traffic-text").textContent().contains("failed"));
    }
  }

  @Test
  void page_narrowAndFull_hasNoSidewaysScroll() {
    try (Window window = Window.open(chromium, server.url(), 360, 740)) {
      assertEquals(0, window.overflow());
      window.lookUp("546");
      window.find("#edit [name=name]").fill("ব".repeat(100));
      window.find("#save").click();
      assertThat(window.find("#edit-said")).containsText("Saved");
      window.find("#edit [name=email]").fill("x".repeat(300));
      window.find("#save").click();
      assertThat(window.find("#email-error")).not().isEmpty();
      window.find("#delete").click();
      window.say("W".repeat(24), "W".repeat(1000));
      assertThat(window.find("#log .message").last()).hasText("W".repeat(1000));
      window.lookUp("9".repeat(18));
      assertThat(window.find("#history li")).hasCount(4);

      assertEquals(0, window.overflow());
    }
  }

  @Test
  void page_byKeyboardAlone_looksUpSavesAndChats() {
    try (Window window = desktop()) {
      window.tabTo("lookup-id");
      window.page().keyboard().press("ControlOrMeta+a");
      window.page().keyboard().type("547");
      window.page().keyboard().press("Enter");
      assertThat(window.find("#edit-title")).hasText("User 547");

      window.tabTo("save");
      window.page().keyboard().press("Enter");
      assertThat(window.find("#edit-said")).containsText("Saved");

      window.tabTo("message");
      window.page().keyboard().type("no mouse");
      window.page().keyboard().press("Enter");
      assertThat(window.find("#log .message").last()).hasText("no mouse");
      assertThat(window.find("#message")).isFocused();
      window.tabTo("lookup-id"); // round and round: nothing keeps the focus
    }
  }

  @Test
  void readCacheStatus_formsOfTheHeader_areToldApart() {
    try (Window window = desktop()) {
      assertEquals("local true false", level(window, "aside; hit; detail=local"));
      assertEquals("remote true false", level(window, "aside; hit; detail=remote"));
      assertEquals("database false true", level(window, "aside; fwd=miss; stored"));
      assertEquals("database false false", level(window, "aside; fwd=stale; detail=\"x\""));
      assertEquals("remote true false", level(window, "origin; fwd=miss, aside; hit"));
      assertEquals(" false false", level(window, null));
    }
  }

  @Test
  void between_countersBeganAgain_countsFromZero() {
    try (Window window = desktop()) {
      Object reading =
          window
              .page()
              .evaluate(
                  """
                  import('/assets/metrics.js').then(({ readTotals, between }) => {
                    const before = readTotals('http_server_requests_seconds_count{uri="/users/{id}"} 90');
                    const after = readTotals([
                      '# HELP nothing to read here',
                      'http_server_requests_seconds_count{method="GET",uri="/users/{id}"} 10',
                      'http_server_requests_seconds_sum{method="GET",uri="/users/{id}"} 0.05',
                      'http_server_requests_seconds_count{uri="/metrics"} 1000',
                      'aside_cache_hits_total{cache="user",level="remote"} 6',
                      'aside_cache_hits_total{cache="user",level="local"} 2.0',
                      'aside_cache_misses_total{cache="user"} 2',
                      'odd NaN',
                    ].join('\\n'));
                    const { rate, ratio, latency } = between(before, after, 2);
                    return `${rate} ${ratio} ${latency}`;
                  })
                  """);

      assertEquals("5 80 5", reading);
    }
  }

  private static Object level(Window window, @Nullable String header) {
    return window
        .page()
        .evaluate(
            """
            (header) => import('/assets/api.js').then(({ readCacheStatus }) => {
              const { level, hit, stored } = readCacheStatus(header);
              return `${level} ${hit} ${stored}`;
            })
            """,
            header);
  }

  private static Window desktop() {
    return Window.open(chromium, server.url(), 1280, 800);
  }
}
