package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documentation says what is so: its Java is code that a test runs, its links lead somewhere,
 * its settings exist. A region of a test is what stands between {@code // region name} and {@code
 * // endregion}.
 */
final class DocumentationTest {
  private static final Path ROOT = root();
  private static final Path GUIDE = ROOT.resolve("docs/guide");
  private static final Path BENGALI = ROOT.resolve("docs/bn");

  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern ANY_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// region [\\w-]+\\n(.*?)^ *// endregion$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
  private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
  private static final Pattern VARIABLE = Pattern.compile("\\bASIDE_[A-Z][A-Z_]*");

  /** What readers put in the place of the test's own server. */
  private static final String READERS_URI = "\"redis://localhost:6379/0\"";

  @Test
  void javaBlocks_allPages_areRegionsOfTests() throws IOException {
    Set<String> regions = regions();
    List<String> unknown = new ArrayList<>();
    for (Path page : pages()) {
      for (String block : javaBlocks(page)) {
        if (!regions.contains(block)) {
          unknown.add(ROOT.relativize(page) + ": " + block);
        }
      }
    }
    assertFalse(regions.isEmpty());
    assertEquals(List.of(), unknown, "no test has a region like that");
  }

  @Test
  void links_allPages_leadSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(pages());
    pages.add(ROOT.resolve("CONTRIBUTING.md"));
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      for (String link : found(LINK, ANY_BLOCK.matcher(read(page)).replaceAll(""), 1)) {
        if (!link.matches("(?:https?|mailto):.*") && !leadsSomewhere(page, link)) {
          broken.add(ROOT.relativize(page) + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void settings_namedInTheDocumentation_exist() throws IOException {
    Set<String> flags = new HashSet<>(Set.of("--help", "--version"));
    Set<String> variables = launcherVariables();
    for (Setting<?> setting : Settings.ALL) {
      flags.add(setting.flag());
      variables.add(setting.variable());
    }
    List<String> unknown = new ArrayList<>();
    for (Path page : usersPages()) {
      found(FLAG, read(page), 0).stream().filter(f -> !flags.contains(f)).forEach(unknown::add);
      found(VARIABLE, read(page), 0).stream()
          .filter(v -> !variables.contains(v))
          .forEach(unknown::add);
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void settings_all_areDocumented() throws IOException {
    for (Path page : List.of(GUIDE.resolve("server.md"), BENGALI.resolve("server.md"))) {
      String text = read(page);
      List<String> missing =
          Settings.ALL.stream()
              .flatMap(setting -> Stream.of(setting.flag(), setting.variable()))
              .filter(name -> !text.contains("`" + name + "`"))
              .toList();
      assertEquals(List.of(), missing, page.toString());
    }
  }

  @Test
  void bengali_everyPage_hasTheCodeOfTheGuide() throws IOException {
    assertEquals(names(GUIDE), names(BENGALI));
    for (String name : names(GUIDE)) {
      assertEquals(javaBlocks(GUIDE.resolve(name)), javaBlocks(BENGALI.resolve(name)), name);
    }
  }

  private static Set<String> regions() throws IOException {
    Set<String> regions = new HashSet<>();
    try (Stream<Path> files = Files.find(ROOT, 20, (path, is) -> isTest(path))) {
      for (Path file : files.toList()) {
        found(REGION, read(file), 1).forEach(region -> regions.add(folded(region)));
      }
    }
    return regions;
  }

  private static boolean isTest(Path path) {
    String inside = ROOT.relativize(path).toString().replace('\\', '/');
    return inside.matches("[a-z]+/src/test/java/.+\\.java");
  }

  private static List<String> javaBlocks(Path page) throws IOException {
    return found(JAVA_BLOCK, read(page), 1).stream()
        .map(block -> folded(block.replace(READERS_URI, "redis.uri()")))
        .toList();
  }

  private static String folded(String code) {
    return code.strip().replaceAll("\\s+", " ");
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    String[] parts = URLDecoder.decode(link, StandardCharsets.UTF_8).split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1 || anchors(target).contains(parts[1]);
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path page) throws IOException {
    return found(HEADING, ANY_BLOCK.matcher(read(page)).replaceAll(""), 1).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{M}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static Set<String> launcherVariables() throws IOException {
    Set<String> variables = new HashSet<>(found(VARIABLE, read(ROOT.resolve("aside")), 0));
    try (Stream<Path> parts = Files.list(ROOT.resolve("launcher"))) {
      for (Path part : parts.toList()) {
        variables.addAll(found(VARIABLE, read(part), 0));
      }
    }
    return variables;
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(files.filter(file -> file.toString().endsWith(".md")), readme())
          .toList();
    }
  }

  private static List<Path> usersPages() throws IOException {
    return pages().stream().filter(page -> !page.startsWith(ROOT.resolve("docs/design"))).toList();
  }

  private static Stream<Path> readme() {
    return Stream.of(ROOT.resolve("README.md")).filter(Files::exists);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> found(Pattern pattern, String text, int group) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(group))
        .toList();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  /** Tests run in the folder of their module. */
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
      folder = Objects.requireNonNull(folder.getParent(), "a checkout around the module");
    }
    return folder;
  }
}
