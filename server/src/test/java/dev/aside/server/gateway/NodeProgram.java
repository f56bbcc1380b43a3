package dev.aside.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Runs a scenario of {@code sdk.cjs} under Node.js with the client that the page has. */
final class NodeProgram {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String CLIENT = "/dev/aside/server/web/assets/centrifuge.js";
  private static final String WS = "META-INF/resources/webjars/ws/";

  private final Path folder = TestServer.temporaryFolder();
  private final Path client = folder.resolve("centrifuge.js");
  private final Path script = folder.resolve("sdk.cjs");
  private final Path ws;

  NodeProgram() throws IOException {
    copy(CLIENT, client);
    copy("/dev/aside/server/gateway/sdk.cjs", script);
    ws = unpackWs();
  }

  /** Fails with what the scenario printed, if it fails. */
  void run(String scenario, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("node", script.toString(), client.toString(), ws.toString(), scenario));
    command.addAll(List.of(arguments));
    Path output = folder.resolve(scenario + ".txt");
    Process node = start(command, output);
    boolean ended = node.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    node.destroyForcibly();
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertTrue(ended, scenario + " does not end: " + printed);
    assertEquals(0, node.exitValue(), printed);
  }

  private static Process start(List<String> command, Path output) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError(
          "Node.js is missing; the tests of the gateway need it. Install it:"
              + " sudo apt-get install nodejs (Debian, Ubuntu), brew install node (macOS)",
          e);
    }
  }

  /** The package {@code ws} out of its jar. */
  private Path unpackWs() throws IOException {
    try (JarFile jar = new JarFile(jarOfWs())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        if (name.startsWith(WS) && !entry.isDirectory()) {
          String inPackage = name.substring(name.indexOf('/', WS.length()) + 1);
          Path file = folder.resolve("ws").resolve(inPackage);
          Files.createDirectories(file.getParent());
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, file);
          }
        }
      }
    }
    return folder.resolve("ws");
  }

  private static String jarOfWs() {
    String marker = "META-INF/maven/org.webjars.npm/ws/pom.xml";
    URL found = NodeProgram.class.getClassLoader().getResource(marker);
    assertNotNull(found, "the jar of ws on the class path");
    try {
      String inJar = found.toURI().getSchemeSpecificPart();
      return Path.of(new URI(inJar.substring(0, inJar.indexOf("!/")))).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(String resource, Path to) throws IOException {
    try (InputStream in = NodeProgram.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource);
      Files.copy(in, to);
    }
  }
}
