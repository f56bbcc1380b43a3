package dev.aside.server.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  @TempDir private Path root;

  @Test
  void instances_areOfTheirOwn_andTheFirstFreeIsTakenAgain() {
    try (DataFolder one = DataFolder.at(root);
        DataFolder two = DataFolder.at(root)) {
      assertEquals(root.resolve("instance-1"), one.instance());
      assertEquals(root.resolve("instance-1"), one.instance());
      assertEquals(root.resolve("instance-2"), two.instance());
      assertEquals(root.resolve("shared"), two.shared());
    }
    try (DataFolder again = DataFolder.at(root)) {
      assertEquals(root.resolve("instance-1"), again.instance());
    }
  }

  @Test
  void folders_areForThisUserAlone() throws IOException {
    try (DataFolder folder = DataFolder.at(root.resolve("new"))) {
      Path mine = folder.instance();

      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(mine)));
    }
  }

  @Test
  void rootThatIsAFile_isAnErrorThatNamesIt() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    try (DataFolder folder = DataFolder.at(file)) {
      String message =
          String.valueOf(assertThrows(StartException.class, folder::instance).getMessage());

      assertTrue(message.startsWith("data-dir: " + file), message);
    }
  }
}
