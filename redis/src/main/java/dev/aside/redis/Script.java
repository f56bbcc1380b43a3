package dev.aside.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts that the server runs, each a resource file of that name. Immutable. */
enum Script {
  LEASE,
  FILL,
  FILL_LARGE,
  PUT,
  PUT_LARGE,
  RELEASE,
  BACK_OFF,
  BEGIN_WRITE,
  END_WRITE,
  END_WRITE_SMALL,
  END_WRITE_LARGE,
  REMOVE,
  SOFTEN,
  HOLD_OFF,
  TOUCH,
  BUMP,
  PLAIN_LEASE,
  PLAIN_FILL,
  PLAIN_PUT,
  PLAIN_RELEASE,
  APPEND_MESSAGE,
  READ_MESSAGES;

  private final byte[] body;
  private final String digest;

  Script() {
    body = read(name().toLowerCase(Locale.ROOT).replace('_', '-') + ".lua");
    digest = sha1(body);
  }

  /** The text; not to be changed. */
  byte[] body() {
    return body;
  }

  /** What the server knows the script by. */
  String digest() {
    return digest;
  }

  private static byte[] read(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("resource: no " + name + " (expected: beside this class)");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
