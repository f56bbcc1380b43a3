package dev.aside.server.users;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** Users in PostgreSQL. */
final class PostgresUserRoutesTest extends UserRoutesContract {
  private @Nullable EmbeddedPostgres postgres;

  @Override
  String database() {
    EmbeddedPostgres running = postgres;
    if (running == null) {
      running = Postgres.start();
      postgres = running;
    }
    return running.getJdbcUrl("postgres", "postgres");
  }

  @AfterAll
  void stopPostgres() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }
}
