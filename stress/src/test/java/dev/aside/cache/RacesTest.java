package dev.aside.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the races of this module, each some ten thousand times and in a JVM of its own, and fails if
 * jcstress has seen what is forbidden. {@code -Daside.stress.options="-m default"} tries them for
 * longer and in all of the JVM's modes; then with {@code -Daside.stress.minutes=600}.
 */
final class RacesTest {
  /** One mode of the JVM and short strides: there are few cores, and others need them too. */
  private static final String SHORT =
      "-m quick -sc false -f 1 -fsm 1 -iters 1 -time 1000 -strideSize 128 -strideCount 10"
          + " -af NONE -spinStyle THREAD_YIELD -jvmArgs -Xshare:auto";

  private static final long MAX_MINUTES = Integer.getInteger("aside.stress.minutes", 10);

  @TempDir Path folder = Path.of("");

  @Test
  void races_nothingForbiddenIsSeen() throws Exception {
    Path log = folder.resolve("log");
    int exit = run(log);

    List<String> lines = Files.readAllLines(log);
    List<String> summary = summary(lines);
    summary.forEach(System.out::println);
    assertEquals(0, exit, () -> "jcstress:\n" + String.join("\n", lines));
    for (String race : races()) {
      assertTrue(
          summary.stream().anyMatch(line -> line.endsWith("[OK] " + race)),
          () -> race + " was not run:\n" + String.join("\n", lines));
    }
  }

  private int run(Path log) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-v", "-r", folder + "/report"));
    command.addAll(List.of(System.getProperty("aside.stress.options", SHORT).split(" ", -1)));
    Process jcstress =
        new ProcessBuilder(command)
            .directory(folder.toFile()) // it leaves its results where it runs
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(jcstress.waitFor(MAX_MINUTES, TimeUnit.MINUTES), "jcstress has not ended");
      return jcstress.exitValue();
    } finally {
      jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
      jcstress.destroyForcibly();
    }
  }

  /** What was seen and how often, without what is said of the machine. */
  private static List<String> summary(List<String> lines) {
    int results = lines.indexOf("RUN RESULTS:");
    return lines.subList(Math.max(0, results), lines.size()).stream()
        .filter(line -> line.matches("\\.+ \\[[A-Z ]+] .*|.* (Accept|Forbid|Interest).*"))
        .toList();
  }

  /** What the annotation processor has found in this module. */
  private static List<String> races() throws Exception {
    Path classes =
        Path.of(RacesTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(classes.resolve("dev/aside/cache"))) {
      List<String> races =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("_jcstress.class"))
              .map(name -> "dev.aside.cache." + name.replace("_jcstress.class", ""))
              .toList();
      assertTrue(races.size() > 1, "races: " + races);
      return races;
    }
  }
}
