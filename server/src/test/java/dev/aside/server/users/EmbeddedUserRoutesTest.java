package dev.aside.server.users;

import dev.aside.server.TestServer;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Users in the embedded database. */
final class EmbeddedUserRoutesTest extends UserRoutesContract {
  @TempDir private static Path folder;

  @Override
  String database() {
    return "embedded";
  }

  @Override
  TestServer start(Map<Setting<?>, String> more) {
    Map<Setting<?>, String> settings = new HashMap<>(more);
    settings.put(Settings.DATA_DIR, folder.toString());
    return super.start(settings);
  }
}
