package dev.aside.server.users;

import dev.aside.server.StartException;
import dev.aside.server.config.Secrets;
import dev.aside.server.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Makes the table {@code users} with its sample rows if it is not there; one that is there is left
 * as it is. It is filled under a name of its own and renamed when it is complete, so that it
 * appears with all its rows or not at all, whether or not the database can roll back a {@code
 * create table}, and whoever else is making one at the same time. Stateless.
 */
final class UserSchema {
  private static final String CHECK = "select id, name, email, city from users where id = 0";

  /** Wider than the limits of {@link UserForm}: H2 counts a character beyond U+FFFF twice. */
  private static final String CREATE =
      """
      create table %s (
        id bigint not null primary key,
        name varchar(200) not null,
        email varchar(254) not null,
        city varchar(200) not null
      )""";

  private static final String FILL = "insert into %s (id, name, email, city) values (?, ?, ?, ?)";
  private static final String FINISH = "alter table %s rename to users";
  private static final String DISCARD = "drop table if exists %s";

  private UserSchema() {}

  static void prepare(Database database) {
    try (Connection connection = database.connection()) {
      if (!exists(connection)) {
        make(connection);
      }
      check(connection);
    } catch (SQLException e) {
      throw new StartException(
          "database: table users: " + Secrets.mask(String.valueOf(e.getMessage())), e);
    }
  }

  private static void make(Connection connection) throws SQLException {
    String draft = "users_draft_" + UUID.randomUUID().toString().replace("-", "");
    connection.setAutoCommit(false);
    try {
      execute(connection, CREATE.formatted(draft));
      fill(connection, draft);
      execute(connection, FINISH.formatted(draft));
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      execute(connection, DISCARD.formatted(draft));
      connection.commit();
      if (!exists(connection)) { // else another server was faster
        throw e;
      }
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static void fill(Connection connection, String table) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(FILL.formatted(table))) {
      for (User user : SampleUsers.all()) {
        insert.setLong(1, user.id());
        insert.setString(2, user.name());
        insert.setString(3, user.email());
        insert.setString(4, user.city());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static boolean exists(Connection connection) throws SQLException {
    try (var tables =
        connection.getMetaData().getTables(null, connection.getSchema(), "users", null)) {
      return tables.next();
    }
  }

  /**
   * A table of that name with other columns is not ours; the database's message says what lacks.
   */
  private static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery(CHECK).close();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
