package dev.aside.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The pictures of the page in the README, taken when asked for, see {@link PageTest}. */
final class Pictures {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;

  /** How often traffic is made, ten seconds each: the charts show one minute. */
  private static final int ROUNDS = 3;

  private Pictures() {}

  static void take(Chromium chromium, String origin, Path folder) {
    take(chromium, origin, ColorScheme.LIGHT, folder.resolve("page.png"));
    take(chromium, origin, ColorScheme.DARK, folder.resolve("page-dark.png"));
  }

  private static void take(Chromium chromium, String origin, ColorScheme scheme, Path file) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(WIDTH, HEIGHT)
            .setDeviceScaleFactor(2)
            .setColorScheme(scheme);
    String id = (scheme == ColorScheme.LIGHT) ? "842" : "942"; // neither is in the cache yet
    try (Window window = Window.open(chromium, origin, options)) {
      for (int i = 0; i < ROUNDS; i++) {
        makeTraffic(window);
      }
      window.lookUp(id);
      assertThat(window.find("#verdict")).hasText("Miss");
      window.lookUp(id);
      window.lookUp(id);
      assertThat(window.find("#history li")).hasCount(3);
      window.find("#edit [name=city]").fill("চট্টগ্রাম");
      window.find("#save").click();
      assertThat(window.find("#history li")).hasCount(5);
      window.lookUp(id);
      window.say("Ada", "Has anyone opened the second window?");
      window.say("নাসরিন", "হ্যাঁ, এখানে এসেছে। সঙ্গে সঙ্গেই!");
      window.say("Ada", "Then it went through Redis, both ways.");
      assertThat(window.find("#log li")).hasCount(3);
      window.find("#nick").fill("Ada");
      makeTraffic(window);
      window.page().evaluate("document.activeElement.blur()");
      window.page().mouse().move(0, 0);
      window.page().screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }
  }

  private static void makeTraffic(Window window) {
    window.find("#traffic").click();
    assertThat(window.find("#traffic")).containsText("Stop");
    assertThat(window.find("#traffic")).hasText("Make traffic"); // it ends by itself
    assertThat(window.find("#rate-now")).hasText(Pattern.compile("[1-9][0-9]"));
  }
}
