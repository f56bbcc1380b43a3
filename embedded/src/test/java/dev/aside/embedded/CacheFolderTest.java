package dev.aside.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @Test
  void locate_home_isUnderItsCacheFolder(@TempDir Path home) {
    assertEquals(
        home.resolve(".cache/aside"), CacheFolder.locate(Map.of(), properties(home, "Linux")));
    assertEquals(
        home.resolve("Library/Caches/aside"),
        CacheFolder.locate(Map.of(), properties(home, "Mac OS X")));
  }

  @Test
  void locate_cacheHomeNamed_isThere(@TempDir Path home) {
    assertEquals(
        Path.of("/var/cache/me/aside"),
        CacheFolder.locate(Map.of("XDG_CACHE_HOME", "/var/cache/me"), properties(home, "Linux")));
  }

  @Test
  void locate_cacheHomeRelative_isIgnored(@TempDir Path home) {
    assertEquals(
        home.resolve(".cache/aside"),
        CacheFolder.locate(Map.of("XDG_CACHE_HOME", "here"), properties(home, "Linux")));
  }

  @Test
  void locate_noHome_isThisUsersInTheTemporaryFolder() {
    assertEquals(
        Path.of("/tmp/aside-me"),
        CacheFolder.locate(Map.of(), properties(Path.of("/nonexistent"), "Linux")));
  }

  private static Map<String, String> properties(Path home, String osName) {
    return Map.of(
        "user.home",
        home.toString(),
        "user.name",
        "me",
        "os.name",
        osName,
        "java.io.tmpdir",
        "/tmp");
  }
}
