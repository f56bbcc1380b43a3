package dev.aside.server.database;

import java.nio.file.Path;

/** The address of the embedded database, H2 speaking PostgreSQL's dialect. Stateless. */
final class EmbeddedDatabase {
  /** H2's own server for the other processes of a shared folder listens on this address alone. */
  private static final String BIND_ADDRESS = "127.0.0.1";

  private static final String DIALECT =
      ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

  private EmbeddedDatabase() {}

  /** A database of this process alone; closed by its pool, not by a hook of H2's own. */
  static String own(Path folder) {
    return file(folder) + ";DB_CLOSE_ON_EXIT=FALSE";
  }

  /**
   * A database that several processes may open. The first serves the others over loopback; when it
   * ends, another takes over by itself.
   */
  static String shared(Path folder) {
    System.setProperty("h2.bindAddress", BIND_ADDRESS); // read once, when H2's classes load
    return file(folder) + ";AUTO_SERVER=TRUE";
  }

  private static String file(Path folder) {
    return "jdbc:h2:file:" + folder.resolve("users") + DIALECT;
  }
}
