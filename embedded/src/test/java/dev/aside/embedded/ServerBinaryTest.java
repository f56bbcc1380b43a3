package dev.aside.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ServerBinaryTest {
  private static final Platform HERE =
      Platform.of(System.getProperty("os.name"), System.getProperty("os.arch"));

  @TempDir Path scratch;
  private Path folder = Path.of("");

  @BeforeEach
  void setUp() {
    folder = scratch.resolve("aside");
  }

  @ParameterizedTest
  @EnumSource
  void in_emptyFolder_copiesEachPlatformWithItsDigest(Platform platform) throws IOException {
    Path copy = ServerBinary.in(folder, platform);

    try (InputStream resource = getClass().getResourceAsStream("/" + platform.fileName())) {
      assertArrayEquals(resource.readAllBytes(), Files.readAllBytes(copy));
    }
    assertEquals("rwx------", permissions(copy));
    assertEquals("rwx------", permissions(folder));
    assertEquals(List.of(copy), files());
  }

  @Test
  void in_goodCopy_isUsedAsItIs() throws IOException {
    Path copy = ServerBinary.in(folder, HERE);
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(copy, longAgo);

    assertEquals(copy, ServerBinary.in(folder, HERE));

    assertEquals(longAgo, Files.getLastModifiedTime(copy));
  }

  @Test
  void in_changedCopy_isReplaced() throws IOException {
    Path copy = ServerBinary.in(folder, HERE);
    byte[] good = Files.readAllBytes(copy);
    byte[] bad = good.clone();
    bad[bad.length / 2]++;
    Files.write(copy, bad);

    ServerBinary.in(folder, HERE);

    assertArrayEquals(good, Files.readAllBytes(copy));
  }

  @Test
  void in_shortenedCopy_isReplaced() throws IOException {
    Path copy = ServerBinary.in(folder, HERE);
    long size = Files.size(copy);
    Files.write(copy, new byte[10], StandardOpenOption.TRUNCATE_EXISTING);

    ServerBinary.in(folder, HERE);

    assertEquals(size, Files.size(copy));
  }

  @Test
  void in_folderOpenToOthers_isMadePrivate() throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    ServerBinary.in(folder, HERE);

    assertEquals("rwx------", permissions(folder));
  }

  @Test
  void in_folderIsLinkElsewhere_isRefused() throws IOException {
    Files.createSymbolicLink(folder, Files.createDirectory(scratch.resolve("elsewhere")));

    String message = failure(() -> ServerBinary.in(folder, HERE));

    assertTrue(message.contains("XDG_CACHE_HOME"), message);
    assertTrue(message.contains("ASIDE_REDIS_SERVER"), message);
  }

  @Test
  void in_manyAtOnce_allGetTheWholeFile() throws Exception {
    int callers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      Callable<Path> call = () -> ServerBinary.in(folder, HERE);
      List<Future<Path>> copies =
          threads.invokeAll(Stream.generate(() -> call).limit(callers).toList());
      for (Future<Path> copy : copies) {
        assertEquals(folder.resolve(HERE.fileName()), copy.get(30, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, files().size(), "nothing half done is left");
  }

  @Test
  void of_unknownPlatform_saysWhatHelps() {
    String message = failure(() -> Platform.of("Windows 11", "amd64"));

    assertTrue(message.startsWith("platform: Windows 11 on amd64 (expected: Linux or macOS"));
    assertTrue(message.contains("ASIDE_REDIS_SERVER"));
  }

  @Test
  void of_otherNames_areKnown() {
    assertEquals(Platform.LINUX_AMD64, Platform.of("Linux", "x86_64"));
    assertEquals(Platform.DARWIN_ARM64, Platform.of("Mac OS X", "aarch64"));
    assertNotEquals(Platform.LINUX_ARM64, Platform.of("Linux", "amd64"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String failure(Executable start) {
    return String.valueOf(assertThrows(RedisStartException.class, start).getMessage());
  }
}
