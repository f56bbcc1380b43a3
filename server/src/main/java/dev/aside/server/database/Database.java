package dev.aside.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aside.server.StartException;
import dev.aside.server.config.DatabaseTarget;
import dev.aside.server.config.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** The pool of connections to the database. Its methods block. Thread-safe. */
public final class Database implements AutoCloseable {
  /** Connections at most; more work waits for a free one. */
  public static final int MAX_CONNECTIONS = 10;

  /** How long work waits for a free connection before it fails. */
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** An answer that takes longer than this has no reader any more: loads give up at 10 s. */
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(12);

  private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(2);

  private final HikariDataSource pool;
  private final boolean embedded;

  private Database(HikariDataSource pool, boolean embedded) {
    this.pool = pool;
    this.embedded = embedded;
  }

  /**
   * Connects.
   *
   * @param shared whether other processes work with the same embedded database
   * @throws StartException if the database does not answer
   */
  public static Database open(DatabaseTarget target, DataFolder folder, boolean shared) {
    String url = url(target, folder, shared);
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(MAX_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
    config.setInitializationFailTimeout(-1); // tried below, with a message of our own
    if (!target.embedded()) {
      config.setDataSourceProperties(postgresDefaults());
    }
    tryOnce(target, url, config.getDataSourceProperties());
    return new Database(new HikariDataSource(config), target.embedded());
  }

  /** A connection in auto-commit mode, to be closed after use. */
  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /** Whether it answers now; blocks for a few seconds at most. */
  public boolean answers() {
    try (Connection connection = connection()) {
      return connection.isValid((int) VALIDATION_TIMEOUT.toSeconds());
    } catch (SQLException e) {
      return false; // whatever the reason, work sent there now would fail
    }
  }

  /** Whether it is this server's own file. */
  public boolean embedded() {
    return embedded;
  }

  @Override
  public void close() {
    pool.close();
  }

  private static String url(DatabaseTarget target, DataFolder folder, boolean shared) {
    if (!target.embedded()) {
      return target.url();
    }
    return shared
        ? EmbeddedDatabase.shared(folder.shared())
        : EmbeddedDatabase.own(folder.instance());
  }

  /** What the URL does not say itself. */
  private static Properties postgresDefaults() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "aside");
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT.toSeconds()));
    properties.setProperty("loginTimeout", String.valueOf(CONNECT_TIMEOUT.toSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(SOCKET_TIMEOUT.toSeconds()));
    return properties;
  }

  private static void tryOnce(DatabaseTarget target, String url, Properties properties) {
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      connection.getMetaData().getDatabaseProductName();
    } catch (SQLException e) {
      throw new StartException(
          "database: " + target + " (" + Secrets.mask(String.valueOf(e.getMessage())) + ")", e);
    }
  }
}
