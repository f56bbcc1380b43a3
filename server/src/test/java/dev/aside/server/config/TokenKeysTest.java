package dev.aside.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aside.gateway.token.TokenAlgorithm;
import dev.aside.gateway.token.TokenKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenKeysTest {
  private static final String SECRET = "canary canary canary canary canary";

  @TempDir private Path folder;

  @Test
  void keys_inFiles_areRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");

    List<TokenKey> keys = parse("HS256:" + secret + ", 2026=HS256:" + secret);

    assertEquals(2, keys.size());
    assertEquals(TokenAlgorithm.HS256, keys.get(0).algorithm());
    assertEquals("2026", keys.get(1).id());
    assertEquals(List.of(), parse(""));
  }

  @Test
  void keys_thatAreNone_areRefusedWithoutShowingThem() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET);
    Path little = Files.writeString(folder.resolve("little"), "canary");
    for (String wrong :
        List.of(
            secret.toString(),
            "none:" + secret,
            "HS512:" + secret,
            "RS256:" + secret,
            "HS256:" + little,
            "HS256:" + folder.resolve("missing"),
            "HS256:" + folder,
            "HS256:canary-in-place-of-a-file",
            "canary",
            "HS256:" + secret + ",HS256:" + secret)) {
      String message =
          String.valueOf(
              assertThrows(ConfigurationException.class, () -> parse(wrong), wrong).getMessage());
      assertTrue(message.contains("expected: [ID=]ALGORITHM:FILE"), message);
      assertFalse(message.contains("canary"), message);
    }
  }

  @Test
  void anonymous_byDefault_isAllowedWithoutKeysOnly() {
    assertTrue(Anonymous.of("auto").allowed(false));
    assertFalse(Anonymous.of("auto").allowed(true));
    assertTrue(Anonymous.of("yes").allowed(true));
    assertFalse(Anonymous.of("no").allowed(false));
    assertThrows(IllegalArgumentException.class, () -> Anonymous.of("YES"));
    assertThrows(IllegalArgumentException.class, () -> Anonymous.of("maybe"));
  }

  private static List<TokenKey> parse(String text) {
    return Settings.TOKEN_KEY.parse(text, "--token-key");
  }
}
