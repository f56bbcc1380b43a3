package dev.aside.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program runs and writes its page; what it measures here means nothing. */
@Timeout(180)
final class BenchTest {
  @TempDir Path folder;

  @Test
  void execute_commandCounts_ofHitsAndMissesAreTheContracts() throws Exception {
    assertEquals(0, Bench.execute("--smoke", "--only", "P7", "--out", folder.toString()));

    String page = Files.readString(folder.resolve("performance.md"));
    assertTrue(page.contains("`./aside bench --smoke --only P7"), page);
    assertTrue(page.contains("## P7: commands per operation"), page);
    for (String operation : List.of("L1 hit", "L2 hit", "miss with L1", "invalidate")) {
      assertTrue(page.contains("**met** commands of " + operation + ":"), page);
    }
  }

  @Test
  void execute_batchReads_comparesClients() throws Exception {
    assertEquals(0, Bench.execute("--smoke", "--only", "p10", "--out", folder.toString()));

    String page = Files.readString(folder.resolve("performance.md"));
    assertTrue(page.contains("Its figures mean nothing"), page);
    assertTrue(page.contains("| Lettuce, one MGET"), page);
  }

  @Test
  void execute_unknownClaim_isAWrongCommandLine() {
    assertEquals(2, Bench.execute("--only", "P99", "--out", folder.toString()));
  }
}
