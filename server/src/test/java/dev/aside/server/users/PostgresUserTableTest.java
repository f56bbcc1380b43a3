package dev.aside.server.users;

import dev.aside.server.TestServer;
import dev.aside.server.database.DataFolder;
import dev.aside.server.database.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

/** Users in PostgreSQL. */
final class PostgresUserTableTest extends UserTableContract {
  private static final EmbeddedPostgres POSTGRES = Postgres.start();

  @Override
  Database open() {
    return Database.open(
        TestServer.database(POSTGRES.getJdbcUrl("postgres", "postgres")),
        DataFolder.at(TestServer.temporaryFolder()),
        false);
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    POSTGRES.close();
  }
}
