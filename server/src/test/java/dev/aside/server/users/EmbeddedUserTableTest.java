package dev.aside.server.users;

import dev.aside.server.TestServer;
import dev.aside.server.database.DataFolder;
import dev.aside.server.database.Database;

/** Users in the embedded database. */
final class EmbeddedUserTableTest extends UserTableContract {
  @Override
  Database open() {
    return Database.open(
        TestServer.database("embedded"), DataFolder.at(TestServer.temporaryFolder()), false);
  }
}
