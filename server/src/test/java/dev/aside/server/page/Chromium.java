package dev.aside.server.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium of this machine, without a window, driven by Playwright, whose driver is a Node.js
 * program in its jar. Nothing is downloaded. Confined to the thread that launched it.
 */
final class Chromium implements AutoCloseable {
  private static final List<String> CHROMIUM_NAMES =
      List.of(
          "chromium",
          "chromium-browser",
          "google-chrome-stable",
          "google-chrome",
          "chrome",
          "/Applications/Chromium.app/Contents/MacOS/Chromium",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");

  /** No calls home: a test machine may have no network, and each would be tried many times. */
  private static final List<String> QUIET =
      List.of(
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-quic",
          "--disable-sync",
          "--no-first-run");

  /** How long a step of a test may take: the machine may be busy. */
  private static final double STEP_MILLIS = 20_000;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium launch() {
    Path node =
        find(List.of("node"))
            .orElseThrow(
                () ->
                    new AssertionError(
                        "Node.js is missing; the tests of the page need it. Install it:"
                            + " sudo apt-get install nodejs (Debian, Ubuntu),"
                            + " brew install node (macOS)"));
    Path chromium =
        findChromium()
            .orElseThrow(
                () ->
                    new AssertionError(
                        "Chromium is missing; the tests of the page need it. Install it:"
                            + " sudo apt-get install chromium (Debian),"
                            + " brew install --cask chromium (macOS);"
                            + " or set ASIDE_CHROMIUM to the program of a Chromium or Chrome"));
    Map<String, String> environment =
        Map.of("PLAYWRIGHT_NODEJS_PATH", node.toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    PlaywrightAssertions.setDefaultAssertionTimeout(STEP_MILLIS);
    Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions().setExecutablePath(chromium).setArgs(QUIET);
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  /** A browser of its own, as it were: no cookies, storage or cache in common with another. */
  BrowserContext profile(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    context.setDefaultTimeout(STEP_MILLIS);
    return context;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Optional<Path> findChromium() {
    String named = System.getenv("ASIDE_CHROMIUM");
    return find((named == null || named.isEmpty()) ? CHROMIUM_NAMES : List.of(named));
  }

  /** The first of {@code programs} that is there: a path, or a name on the {@code PATH}. */
  private static Optional<Path> find(List<String> programs) {
    return programs.stream().flatMap(Chromium::candidates).filter(Files::isExecutable).findFirst();
  }

  private static Stream<Path> candidates(String program) {
    if (program.contains("/")) {
      return Stream.of(Path.of(program));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program));
  }
}
