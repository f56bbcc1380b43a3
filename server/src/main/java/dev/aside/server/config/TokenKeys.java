package dev.aside.server.config;

import dev.aside.gateway.token.TokenAlgorithm;
import dev.aside.gateway.token.TokenKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads keys for tokens, which stand in files. Stateless. */
final class TokenKeys {
  private static final Pattern FORM =
      Pattern.compile("(?:([^=:,]+)=)?((?:HS|RS|ES)(?:256|384|512)):(.+)");

  private TokenKeys() {}

  static Rule<List<TokenKey>> rule() {
    return Rule.of(
        "[ID=]ALGORITHM:FILE, where the file can be read and holds a secret as long as the hash, or"
            + " a public key in PEM of the algorithm's kind; ids differ",
        TokenKeys::parse);
  }

  private static List<TokenKey> parse(String text) {
    List<TokenKey> keys = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      if (!one.isBlank()) {
        keys.add(key(one.strip()));
      }
    }
    if (keys.stream().map(key -> String.valueOf(key.id())).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("two of one id");
    }
    return List.copyOf(keys);
  }

  private static TokenKey key(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no such form");
    }
    TokenAlgorithm algorithm = TokenAlgorithm.valueOf(matcher.group(2));
    byte[] content = KeyFile.bytes(matcher.group(3));
    TokenKey key =
        algorithm.isSymmetric()
            ? TokenKey.secret(algorithm, withoutLineEnd(content))
            : TokenKey.pem(algorithm, new String(content, StandardCharsets.UTF_8));
    return (matcher.group(1) == null) ? key : key.withId(matcher.group(1));
  }

  /** Editors end a file with a line end, which nobody means as a part of the secret. */
  private static byte[] withoutLineEnd(byte[] content) {
    int end = content.length;
    while (end > 0 && (content[end - 1] == '\n' || content[end - 1] == '\r')) {
      end--;
    }
    return Arrays.copyOf(content, end);
  }
}
