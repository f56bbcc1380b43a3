package dev.aside.server.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.aside.server.TestServer;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import dev.aside.testkit.RedisExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The npm package {@code centrifuge} 5.8.0, unchanged, against whole servers. */
final class CentrifugeClientTest {
  /** Of {@code dist/centrifuge.js} as npm has it. */
  private static final String SHA_256 =
      "2e9a24e8495900b030008edd8a8d3746a218a213044b5ed15635fbadac24d4b8";

  private static final String SECRET = "a secret that both the backend and this server know";

  @RegisterExtension static final RedisExtension REDIS = RedisExtension.create();

  private final NodeProgram node = new NodeProgram();

  CentrifugeClientTest() throws IOException {}

  @Test
  void client_isThatOfNpm() throws IOException, GeneralSecurityException {
    try (InputStream in =
        getClass().getResourceAsStream("/dev/aside/server/web/assets/centrifuge.js")) {
      assertNotNull(in);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
      assertEquals(SHA_256, HexFormat.of().formatHex(digest));
    }
  }

  @Test
  void everyCommand_isAnsweredAsItExpects() throws IOException, InterruptedException {
    against(Map.of(), "everyCommand");
  }

  @Test
  void plainChannel_isSharedWithEveryOtherClient() throws IOException, InterruptedException {
    against(Map.of(), "plainChannel");
  }

  @Test
  void cut_isRecoveredFrom() throws IOException, InterruptedException {
    against(Map.of(), "recoversAfterACut");
  }

  @Test
  void tokens_areRefreshed() throws IOException, InterruptedException {
    against(Map.of(Settings.TOKEN_KEY, key()), "refreshesTokens");
  }

  @Test
  void tokens_subscribe() throws IOException, InterruptedException {
    against(Map.of(Settings.TOKEN_KEY, key()), "serverSideSubscriptions");
  }

  @Test
  void servers_ofOneRedis_areOne() throws IOException, InterruptedException {
    try (TestServer one = TestServer.on(REDIS.uri());
        TestServer two = TestServer.on(REDIS.uri())) {
      node.run("twoServers", one.url(), SECRET, two.url());
    }
  }

  private void against(Map<Setting<?>, String> settings, String scenario)
      throws IOException, InterruptedException {
    try (TestServer server = TestServer.start(settings)) {
      node.run(scenario, server.url(), SECRET);
    }
  }

  private static String key() throws IOException {
    Path file = TestServer.temporaryFolder().resolve("secret");
    Files.writeString(file, SECRET + "\n", StandardCharsets.UTF_8);
    return "HS256:" + file;
  }
}
