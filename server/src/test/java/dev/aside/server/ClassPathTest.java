package dev.aside.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lettuce and Vert.x bring different versions of Netty; one must be left. */
final class ClassPathTest {
  private static final Pattern NETTY =
      Pattern.compile("(netty-(?!tcnative)[a-z0-9-]+?)-(\\d[\\w.]*?)(?:-(?:linux|osx).*)?\\.jar");

  @Test
  void netty_isThereInOneVersion() {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (String jar : jars()) {
      Matcher matcher = NETTY.matcher(jar);
      if (matcher.matches()) {
        versions.computeIfAbsent(matcher.group(2), any -> new TreeSet<>()).add(matcher.group(1));
      }
    }
    assertEquals(1, versions.size(), versions::toString);
  }

  @Test
  void netty_bringsItsNativeTransport() {
    assertTrue(jars().stream().anyMatch(jar -> jar.matches("netty-.*epoll.*linux-x86_64\\.jar")));
    assertTrue(jars().stream().anyMatch(jar -> jar.matches("netty-.*epoll.*linux-aarch_64\\.jar")));
  }

  private static List<String> jars() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
        .toList();
  }
}
