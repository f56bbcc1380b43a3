package dev.aside.server.users;

import dev.aside.server.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code users} in SQL that every supported database takes as it is. Thread-safe. */
public final class UserTable {
  private static final String COLUMNS = "id, name, email, city";
  private static final String FIND = "select " + COLUMNS + " from users where id = ?";
  private static final String FIND_ALL = "select " + COLUMNS + " from users where id = any(?)";
  private static final String UPDATE =
      "update users set name = ?, email = ?, city = ? where id = ?";
  private static final String INSERT =
      "insert into users (name, email, city, id) values (?, ?, ?, ?)";
  private static final String DELETE = "delete from users where id = ?";

  /** SQL state of a key that is there already. */
  private static final String UNIQUE_VIOLATION = "23505";

  /** Update and insert lose against each other only when others delete and insert between them. */
  private static final int MAX_SAVE_TRIES = 3;

  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(8);

  private final Database database;

  UserTable(Database database) {
    this.database = database;
  }

  /**
   * The table in {@code database}, made and filled with sample rows if it is not there.
   *
   * @throws dev.aside.server.StartException if it cannot be made, or is a table of another kind
   */
  public static UserTable in(Database database) {
    UserSchema.prepare(database);
    return new UserTable(database);
  }

  /** The user of {@code id}; null: there is none. */
  @Nullable User find(long id) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement = prepare(connection, FIND)) {
      statement.setLong(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? user(rows) : null;
      }
    }
  }

  /** Those of {@code ids} that exist, by one query. */
  Map<Long, User> findAll(Collection<Long> ids) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement = prepare(connection, FIND_ALL)) {
      statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        Map<Long, User> found = new LinkedHashMap<>();
        while (rows.next()) {
          User user = user(rows);
          found.put(user.id(), user);
        }
        return found;
      }
    }
  }

  /**
   * Stores {@code user}. Written without {@code merge} and {@code on conflict}, which differ
   * between databases.
   *
   * @return whether it is new
   */
  boolean save(User user) throws SQLException {
    try (Connection connection = database.connection()) {
      for (int tries = 1; ; tries++) {
        if (write(connection, UPDATE, user) == 1) {
          return false;
        }
        try {
          write(connection, INSERT, user);
          return true;
        } catch (SQLException e) {
          if (!UNIQUE_VIOLATION.equals(e.getSQLState()) || tries == MAX_SAVE_TRIES) {
            throw e;
          }
        }
      }
    }
  }

  /** Removes the user of {@code id}; whether there was one. */
  boolean delete(long id) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement = prepare(connection, DELETE)) {
      statement.setLong(1, id);
      return statement.executeUpdate() == 1;
    }
  }

  private static int write(Connection connection, String sql, User user) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql)) {
      statement.setString(1, user.name());
      statement.setString(2, user.email());
      statement.setString(3, user.city());
      statement.setLong(4, user.id());
      return statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout((int) QUERY_TIMEOUT.toSeconds());
    return statement;
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(row.getLong(1), row.getString(2), row.getString(3), row.getString(4));
  }
}
