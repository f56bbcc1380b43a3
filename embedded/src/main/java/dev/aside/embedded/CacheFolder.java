package dev.aside.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/** The folder where a program is kept that only this user may replace. */
final class CacheFolder {
  static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

  private CacheFolder() {}

  /**
   * {@code aside} in the user's cache folder, or where there is no home a folder of this user's in
   * the temporary one.
   *
   * @param environment as {@link System#getenv()}
   * @param properties as {@link System#getProperties()}
   */
  static Path locate(Map<String, String> environment, Map<?, ?> properties) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (named.startsWith("/")) { // the XDG rule: a relative path is to be ignored
      return Path.of(named, "aside");
    }
    Path home = Path.of(property(properties, "user.home"));
    if (!home.isAbsolute() || !Files.isWritable(home)) {
      return Path.of(
          property(properties, "java.io.tmpdir"), "aside-" + property(properties, "user.name"));
    }
    boolean mac = property(properties, "os.name").startsWith("Mac");
    return home.resolve(mac ? "Library/Caches/aside" : ".cache/aside");
  }

  /**
   * Makes {@code folder} if need be, and sees to it that nobody else can put a program there
   * between our check of it and its start.
   *
   * @throws IOException if it is not a folder, or somebody else's
   */
  static void makePrivate(Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    FileAttribute<Set<PosixFilePermission>> onlyUs = PosixFilePermissions.asFileAttribute(PRIVATE);
    try {
      Files.createDirectory(folder, onlyUs);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
    requireOurs(folder);
    if (!Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
      Files.setPosixFilePermissions(folder, PRIVATE);
    }
  }

  private static void requireOurs(Path folder) throws IOException {
    Path ours = Files.createTempFile(folder, "owner", null);
    try {
      if (!Files.getOwner(ours).equals(Files.getOwner(folder))) {
        throw new IOException("owner: " + Files.getOwner(folder) + " (expected: this user)");
      }
    } finally {
      Files.deleteIfExists(ours);
    }
  }

  private static String property(Map<?, ?> properties, String name) {
    return String.valueOf(properties.get(name));
  }
}
