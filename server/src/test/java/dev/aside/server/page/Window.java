package dev.aside.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * One window with the page open, and what it did that it should not: requests to elsewhere, errors
 * on the console. Confined to the thread of its browser.
 */
final class Window implements AutoCloseable {
  /** What Chromium itself reports for an answer of 400 or 404, which some tests ask for. */
  private static final String REFUSED_REQUEST =
      "Failed to load resource: the server responded with";

  private static final int TABS_AT_MOST = 60;

  private final BrowserContext profile;
  private final Page page;
  private final String origin;
  private final List<String> faults = new ArrayList<>();

  private Window(BrowserContext profile, String origin) {
    this.profile = profile;
    this.origin = origin;
    this.page = profile.newPage();
    page.onRequest(request -> expectOwn(request.url()));
    page.onWebSocket(socket -> expectOwn(socket.url().replaceFirst("^ws", "http")));
    page.onPageError(error -> faults.add("error in the page: " + error));
    page.onConsoleMessage(this::expectHarmless);
  }

  /** Opens the page that {@code origin} serves. */
  static Window open(Chromium chromium, String origin, int width, int height) {
    return open(chromium, origin, new Browser.NewContextOptions().setViewportSize(width, height));
  }

  static Window open(Chromium chromium, String origin, Browser.NewContextOptions options) {
    Window window = new Window(chromium.profile(options), origin);
    window.page.navigate(origin + "/");
    return window;
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Types {@code id} and asks for it. */
  void lookUp(String id) {
    find("#lookup-id").fill(id);
    find("#lookup button").click();
  }

  /** Sends {@code text} under {@code name}. */
  void say(String name, String text) {
    find("#nick").fill(name);
    find("#message").fill(text);
    find("#chat button").click();
  }

  /** Presses Tab until the element of {@code id} has the focus, as someone without a mouse does. */
  void tabTo(String id) {
    for (int i = 0; i < TABS_AT_MOST; i++) {
      page.keyboard().press("Tab");
      if (id.equals(page.evaluate("document.activeElement.id"))) {
        return;
      }
    }
    throw new AssertionError("#" + id + ": not reached by " + TABS_AT_MOST + " times Tab");
  }

  /** How many pixels the page is wider than the window. */
  int overflow() {
    return (Integer) page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
  }

  /** Closes the window; fails if the page did something it should not have. */
  @Override
  public void close() {
    profile.close();
    assertEquals(List.of(), faults);
  }

  private void expectOwn(String url) {
    if (!url.startsWith(origin + "/")) {
      faults.add("request to elsewhere: " + url);
    }
  }

  private void expectHarmless(ConsoleMessage message) {
    boolean refused =
        message.text().startsWith(REFUSED_REQUEST)
            && message.location().startsWith(origin + "/users/");
    if (List.of("error", "warning").contains(message.type()) && !refused) {
      faults.add(message.type() + " on the console: " + message.text() + " " + message.location());
    }
  }
}
