package dev.aside.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.server.StartException;
import dev.aside.server.database.Database;
import dev.aside.testkit.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of users on a database that is empty before each test. */
abstract class UserTableContract {
  private static final User ADA = new User(2_000, "Ada", "ada@example.com", "London");

  private final Database database = open();

  /** A pool over an empty database. */
  abstract Database open();

  @AfterEach
  void close() throws SQLException {
    execute("drop table if exists users");
    database.close();
  }

  @Test
  void emptyDatabase_getsTheSampleRows() throws SQLException {
    UserTable table = UserTable.in(database);

    assertEquals(1_000, count());
    assertEquals(SampleUsers.all().get(41), table.find(42));
    assertEquals(Set.of(1L, 2L), table.findAll(List.of(1L, 2L, 9_999L)).keySet());
  }

  @Test
  void tableThatIsThere_isLeftAsItIs() throws SQLException {
    UserTable.in(database).delete(7);

    UserTable again = UserTable.in(database);

    assertNull(again.find(7));
    assertEquals(999, count());
  }

  @Test
  void tableOfAnotherKind_isAnErrorThatSaysSo() throws SQLException {
    execute("create table users (number int)");

    StartException error = assertThrows(StartException.class, () -> UserTable.in(database));

    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("database: table users: "), message);
    assertEquals(0, count());
  }

  @Test
  void severalServersAtOnce_makeItOnce() throws SQLException {
    List<CompletableFuture<UserTable>> starting =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> UserTable.in(database)))
            .toList();

    for (CompletableFuture<UserTable> start : starting) {
      assertNotNull(Await.result(start));
    }
    assertEquals(1_000, count());
    assertEquals(1, tables());
  }

  @Test
  void save_insertsThenUpdates() throws SQLException {
    UserTable table = UserTable.in(database);

    assertTrue(table.save(ADA));
    assertTrue(!table.save(new User(ADA.id(), "Ada", "ada@example.org", "London")));

    User found = table.find(ADA.id());
    assertEquals("ada@example.org", found == null ? "" : found.email());
    assertTrue(table.delete(ADA.id()));
    assertTrue(!table.delete(ADA.id()));
  }

  @Test
  void save_ofOneNewUserByManyAtOnce_createsOnce() throws SQLException {
    UserTable table = UserTable.in(database);
    List<CompletableFuture<Boolean>> saving =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> save(table, ADA)))
            .toList();

    assertEquals(1, saving.stream().filter(Await::<Boolean>result).count());
    assertEquals(ADA, table.find(ADA.id()));
  }

  private static boolean save(UserTable table, User user) {
    try {
      return table.save(user);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long count() throws SQLException {
    return number("select count(*) from users");
  }

  private long tables() throws SQLException {
    return number(
        "select count(*) from information_schema.tables"
            + " where table_schema = 'public' and table_name like 'users%'");
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
