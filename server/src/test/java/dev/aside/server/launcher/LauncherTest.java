package dev.aside.server.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.launcher.Checkout.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./aside} promises before the server's own code runs. */
@Timeout(120)
final class LauncherTest {
  @TempDir Path folder;
  private Checkout checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = Checkout.in(folder.toRealPath());
  }

  @Test
  void launch_firstUse_buildsAndBecomesTheServer() throws Exception {
    Result result = checkout.launch("serve", "two words");

    assertEquals(Checkout.SERVER_STATUS, result.status(), result.err());
    assertEquals(1, checkout.builds());
    List<String> arguments = result.out().lines().toList();
    assertTrue(arguments.contains("--enable-native-access=ALL-UNNAMED"), result.out());
    int main = arguments.indexOf("dev.aside.server.Main");
    assertEquals(List.of("serve", "two words"), arguments.subList(main + 1, arguments.size()));
  }

  @Test
  void launch_afterBuild_usesAnArchiveMadeByOneTrial() throws Exception {
    checkout.set("ASIDE_REDIS", "redis://production:6379");

    Result first = checkout.launch("serve");
    Result second = checkout.launch("serve");

    assertTrue(first.out().lines().anyMatch(line -> line.startsWith("-XX:AOTCache=")), first.out());
    assertEquals(first.out(), second.out());
    assertEquals(1, checkout.trials().size());
    assertTrue(checkout.trials().get(0).contains("serve --port 0 --redis embedded"));
  }

  @Test
  void launch_trialFails_startsWithoutArchive() throws Exception {
    checkout.set("PRETEND_TRIALS", "/nowhere/trials");
    checkout.set("ASIDE_TRIAL_SECONDS", "1");

    Result result = checkout.launch("serve");

    assertEquals(Checkout.SERVER_STATUS, result.status(), result.err());
    assertTrue(!result.out().contains("-XX:"), result.out());
  }

  @Test
  void launch_nothingChanged_doesNotBuildAgain() throws Exception {
    checkout.launch("serve");

    Result again = checkout.launch("serve");

    assertEquals(Checkout.SERVER_STATUS, again.status());
    assertEquals(1, checkout.builds());
    assertEquals("", again.err());
  }

  @Test
  void launch_sourceChanged_buildsAgain() throws Exception {
    checkout.launch("serve");
    Path source = checkout.root().resolve("server/src/main/java/Server.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));

    checkout.launch("serve");

    assertEquals(2, checkout.builds());
  }

  @Test
  void launch_sourceRemoved_buildsAgain() throws Exception {
    checkout.launch("serve");
    Files.delete(checkout.root().resolve("server/src/main/java/Old.java"));

    checkout.launch("serve");

    assertEquals(2, checkout.builds());
  }

  @Test
  void launch_twoAtOnce_buildOnce() throws Exception {
    Process one = checkout.start(checkout.root().resolve("aside"), "serve");
    Process two = checkout.start(checkout.root().resolve("aside"), "serve");

    assertEquals(Checkout.SERVER_STATUS, Checkout.end(one).status());
    assertEquals(Checkout.SERVER_STATUS, Checkout.end(two).status());
    assertEquals(1, checkout.builds());
  }

  @Test
  void launch_throughSymlinks_findsItsCheckout() throws Exception {
    Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("a checkout", "aside"));
    Path far = Files.createSymbolicLink(folder.resolve("far"), near);

    Result result = Checkout.end(checkout.start(far, "serve"));

    assertEquals(Checkout.SERVER_STATUS, result.status(), result.err());
  }

  @Test
  void launch_buildFails_saysWhyOnStandardErrorOnly() throws Exception {
    checkout.set("PRETEND_FAILURE", "yes");

    Result result = checkout.launch("serve");

    assertEquals(1, result.status());
    assertEquals("", result.out());
    assertTrue(result.err().contains("User.java:[3,4] cannot find symbol"), result.err());
    assertTrue(result.err().contains("target/aside/build.log"), result.err());
    assertTrue(!result.err().contains("Help 1"), result.err());
  }

  @Test
  void launch_lockOfAnEndedProcess_goesOn() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Path work = Files.createDirectories(checkout.root().resolve("target/aside"));
    Files.createSymbolicLink(work.resolve("lock"), Path.of(Long.toString(ended.pid())));

    assertEquals(Checkout.SERVER_STATUS, checkout.launch("serve").status());
  }

  @Test
  void launch_withoutMaven_saysWhatToInstall() throws Exception {
    Files.delete(checkout.root().resolve("bin/mvn"));

    Result result = checkout.shell("PATH=/nowhere; need_maven");

    assertEquals(1, result.status());
    assertTrue(result.err().contains("sudo apt-get install maven"), result.err());
    assertTrue(result.err().contains("brew install maven"), result.err());
  }

  @Test
  void findJdks_manyPlaces_newestFirstAndOnlyWhatCanBuild() throws Exception {
    Checkout.jdk(folder.resolve("jdk17-old"), "17.0.9");
    Checkout.jdk(folder.resolve("jdk17"), "17.0.15");
    Checkout.jdk(folder.resolve("jdk11"), "11.0.2");
    Checkout.jdk(folder.resolve("jdk8"), "1.8.0_392");
    Checkout.jdk(folder.resolve("jdk26"), "26-ea");
    Files.delete(Checkout.jdk(folder.resolve("jre21"), "21.0.1").resolve("bin/javac"));
    Checkout.jdk(folder.resolve("jdk 25"), "25.0.3");

    Result result =
        checkout.shell(
            "jdk_places() { printf '%s\\n' ../jdk* ../jre* ../none ../jdk17; }; find_jdks");

    List<String> versions = result.out().lines().map(line -> line.split(" ", 3)[1]).toList();
    assertEquals(List.of("26", "25.0.3", "17.0.15", "17.0.9"), versions, result.err());
    assertTrue(result.out().contains("25 25.0.3 " + folder.toRealPath().resolve("jdk 25")));
  }

  @Test
  void useNewestJdk_noneFound_saysWhatToInstall() throws Exception {
    Result result = checkout.shell("jdk_places() { echo /nowhere; }; use_newest_jdk");

    assertEquals(1, result.status());
    assertTrue(result.err().contains("No JDK 17 or newer"), result.err());
    assertTrue(result.err().contains("openjdk-17-jdk-headless"), result.err());
  }

  @Test
  void reportTests_allPassed_endsWithTheCount() throws Exception {
    report("25/core", "TEST-A.xml", 3, 0, 0, 0);
    report("25/core", "TEST-B.xml", 4, 0, 0, 0);
    report("17/core", "TEST-A.xml", 3, 0, 0, 0);

    Result result = checkout.shell("report_tests reports");

    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().endsWith("\n10 passed, 0 failed, 0 skipped\n"), result.out());
  }

  @Test
  void reportTests_oneSkipped_fails() throws Exception {
    report("25/core", "TEST-A.xml", 3, 0, 0, 1);

    Result result = checkout.shell("report_tests reports");

    assertEquals(1, result.status());
    assertTrue(result.out().endsWith("\n2 passed, 0 failed, 1 skipped\n"), result.out());
  }

  @Test
  void reportTests_failureAndError_countAsFailed() throws Exception {
    report("25/core", "TEST-A.xml", 5, 1, 1, 0);

    Result result = checkout.shell("report_tests reports");

    assertEquals(1, result.status());
    assertTrue(result.out().endsWith("\n3 passed, 2 failed, 0 skipped\n"), result.out());
  }

  @Test
  void reportTests_noTestRan_fails() throws Exception {
    Result result = checkout.shell("report_tests reports");

    assertEquals(1, result.status());
    assertTrue(result.out().endsWith("\n0 passed, 0 failed, 0 skipped\n"), result.out());
  }

  private void report(String module, String name, int tests, int failures, int errors, int skipped)
      throws IOException {
    String xml =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite version="3.0" name="A" time="0.5" tests="%d" errors="%d" skipped="%d" failures="%d">
          <testcase name="a"><system-out><![CDATA[<testsuite tests="99">]]></system-out></testcase>
        </testsuite>
        """
            .formatted(tests, errors, skipped, failures);
    Checkout.write(checkout.root().resolve("reports").resolve(module).resolve(name), xml);
  }
}
