package dev.aside.server.database;

import dev.aside.server.StartException;
import dev.aside.server.config.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The data folder, which several servers of one user may have in common.
 *
 * <pre>
 * instance-1/       of one running server: its database, its Redis
 * instance-2/       of a second one beside it
 * shared/           the database of all servers that work with a Redis outside
 * </pre>
 *
 * <p>Whoever shares a cache shares the database behind it, and nobody else: otherwise one server
 * would store in Redis what another's database does not say. Thread-safe.
 */
public final class DataFolder implements AutoCloseable {
  /** How many servers with an embedded Redis may run on one data folder at once. */
  private static final int MAX_INSTANCES = 64;

  private static final String LOCK = "lock";

  private final Path root;
  private @Nullable Path instance; // guarded by this
  private @Nullable FileLock lock; // guarded by this

  private DataFolder(Path root) {
    this.root = root;
  }

  /** The data folder at {@code root}; nothing is made before it is needed. */
  public static DataFolder at(Path root) {
    return new DataFolder(root);
  }

  /**
   * The folder that belongs to this server until it is closed or the process ends, however it ends:
   * always the first free one, so that a server that is started again finds its data.
   *
   * @throws StartException if it cannot be made, or too many servers run
   */
  public synchronized Path instance() {
    Path mine = instance;
    if (mine == null) {
      mine = takeFirstFree();
      instance = mine;
    }
    return mine;
  }

  /**
   * The folder that all servers share.
   *
   * @throws StartException if it cannot be made
   */
  public Path shared() {
    return make(root.resolve("shared"));
  }

  /** Gives this server's own folder back, with what is in it. */
  @Override
  public synchronized void close() {
    FileLock held = lock;
    if (held != null) {
      lock = null;
      try {
        held.acquiredBy().close();
      } catch (IOException e) {
        throw new StartException(cannotUse(root, e), e);
      }
    }
  }

  private Path takeFirstFree() {
    for (int number = 1; number <= MAX_INSTANCES; number++) {
      Path folder = make(root.resolve("instance-" + number));
      FileLock taken = tryLock(folder.resolve(LOCK));
      if (taken != null) {
        lock = taken;
        return folder;
      }
    }
    throw new StartException(
        Settings.DATA_DIR.name()
            + ": "
            + root
            + " is used by "
            + MAX_INSTANCES
            + " servers (expected: fewer, or another folder)",
        null);
  }

  private static @Nullable FileLock tryLock(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock taken = lockOrNull(channel);
      if (taken == null) {
        channel.close();
      }
      return taken;
    } catch (IOException e) {
      throw new StartException(cannotUse(file, e), e);
    }
  }

  private static @Nullable FileLock lockOrNull(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another server in this very process
    }
  }

  private static Path make(Path folder) {
    try {
      Files.createDirectories(folder);
      if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
      return folder;
    } catch (IOException e) {
      throw new StartException(cannotUse(folder, e), e);
    }
  }

  private static String cannotUse(Path path, IOException e) {
    return Settings.DATA_DIR.name()
        + ": "
        + path
        + " ("
        + e.getClass().getSimpleName()
        + "; expected: a folder that this user may write to)";
  }
}
