package dev.aside.redis;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.StaticCredentialsProvider;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who we say we are, asked anew at each connection so that a password can change. Thread-safe. */
final class Credentials {
  private final @Nullable String user;
  private final Supplier<char @Nullable []> password;

  private Credentials(@Nullable String user, Supplier<char @Nullable []> password) {
    this.user = user;
    this.password = password;
  }

  /**
   * The user of {@code address}, with the supplied password, or else the one in the address.
   *
   * @throws IllegalArgumentException if there is a user and no password for it
   */
  static Credentials of(RedisAddress address, @Nullable Supplier<char[]> supplied) {
    if (supplied != null) {
      return new Credentials(address.user(), supplied::get);
    }
    String written = address.password();
    if (address.user() != null && written == null) {
      throw new IllegalArgumentException(
          "uri: a user without a password (expected: user:password@, or :password@ for the default"
              + " user, or a supplier of the password)");
    }
    return new Credentials(address.user(), () -> (written == null) ? null : written.toCharArray());
  }

  /**
   * For the next connection. Runs the user's supplier, so not for an I/O thread.
   *
   * @return null: connect without
   * @throws TroubleException if the supplier fails
   */
  @Nullable RedisCredentialsProvider next() {
    char[] now = ask();
    if (now == null) {
      return null;
    }
    try {
      return new StaticCredentialsProvider(user, now); // it takes a copy
    } finally {
      Arrays.fill(now, '\0');
    }
  }

  private char @Nullable [] ask() {
    try {
      return password.get();
    } catch (RuntimeException e) {
      // Its message may hold what it looked up; the class must do.
      throw new TroubleException("the supplier of the password failed: " + e.getClass().getName());
    }
  }
}
