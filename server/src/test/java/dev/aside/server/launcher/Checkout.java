package dev.aside.server.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout with the real launcher, and a JDK and a Maven that only pretend: Maven writes down
 * each call and leaves a jar, Java prints its arguments and ends with status 7. Confined to one
 * test.
 */
final class Checkout {
  /** The status with which the pretended JVM ends. */
  static final int SERVER_STATUS = 7;

  private static final long RUN_SECONDS = 60;

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "mvn $*" >>calls
      echo "[INFO] Building Aside Core 0.1.0-SNAPSHOT                [1/2]"
      if [ -n "${PRETEND_FAILURE-}" ]; then
        echo "[ERROR] User.java:[3,4] cannot find symbol"
        echo "[ERROR] -> [Help 1]"
        exit 1
      fi
      mkdir -p server/target/lib
      echo jar >server/target/aside-server-0.1.0-SNAPSHOT.jar
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      for argument in "$@"; do
        case $argument in
          -XX:AOTCacheOutput=*)
            echo "trial $*" >>"$PRETEND_TRIALS" || exit 1
            echo archive >"${argument#*=}"
            echo "listening on http://127.0.0.1:9"
            exec sleep 60
            ;;
        esac
        echo "$argument"
      done
      exit 7
      """;

  private final Path folder;
  private final Path root;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private Checkout(Path folder) {
    this.folder = folder;
    this.root = folder.resolve("a checkout"); // with a space on purpose
  }

  static Checkout in(Path folder) throws IOException {
    Checkout checkout = new Checkout(folder);
    Path root = Files.createDirectory(checkout.root);
    copyLauncher(root);
    write(root.resolve("pom.xml"), "<project/>");
    write(root.resolve("server/pom.xml"), "<project/>");
    write(root.resolve("server/src/main/java/Server.java"), "class Server {}");
    write(root.resolve("server/src/main/java/Old.java"), "class Old {}");
    program(root.resolve("bin/mvn"), MAVEN);
    jdk(root.resolve("jdk"), "99.0.1");
    checkout.set("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    checkout.set("JAVA_HOME", root.resolve("jdk").toString());
    checkout.set("PRETEND_TRIALS", root.resolve("trials").toString());
    return checkout;
  }

  /** Makes a folder that looks like a JDK. */
  static Path jdk(Path home, String version) throws IOException {
    program(home.resolve("bin/java"), JAVA);
    program(home.resolve("bin/javac"), JAVA);
    write(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  Path root() {
    return root;
  }

  /** Sets an environment variable for what runs from now on. */
  void set(String variable, String value) {
    variables.put(variable, value);
  }

  /** Runs the launcher to its end, from another folder than the checkout. */
  Result launch(String... arguments) throws IOException, InterruptedException {
    return end(start(root.resolve("aside"), arguments));
  }

  /** Starts {@code launcher}, the launcher of this checkout or a symlink to it. */
  Process start(Path launcher, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Runs lines of shell that may use the launcher's parts. */
  Result shell(String script) throws IOException, InterruptedException {
    String parts =
        "set -eu; cd '" + root + "'; for part in launcher/*.sh; do . \"./$part\"; done\n";
    return end(start(List.of("bash", "-c", parts + script)));
  }

  /** Waits for a started process. */
  static Result end(Process process) throws IOException, InterruptedException {
    // Output is a few lines at most: the pipes hold it until the process has ended.
    if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + RUN_SECONDS + " s");
    }
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }

  /** How often Maven was called. */
  int builds() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  /** The arguments of each trial run; empty if it could not be made. */
  List<String> trials() throws IOException {
    Path trials = root.resolve("trials");
    return Files.exists(trials) ? Files.readAllLines(trials) : List.of();
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ASIDE_"));
    builder.environment().putAll(variables);
    return builder.start();
  }

  private static void copyLauncher(Path root) throws IOException {
    Path project = Path.of(".."); // tests run in the module's folder
    Files.copy(project.resolve("aside"), root.resolve("aside"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectory(root.resolve("launcher"));
    try (Stream<Path> parts = Files.list(project.resolve("launcher"))) {
      for (Path part : parts.toList()) {
        Files.copy(part, root.resolve("launcher").resolve(part.getFileName()));
      }
    }
  }

  private static void program(Path file, String text) throws IOException {
    write(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + ": cannot be made executable");
    }
  }

  /** How a run ended and what it said. Immutable. */
  record Result(int status, String out, String err) {}
}
