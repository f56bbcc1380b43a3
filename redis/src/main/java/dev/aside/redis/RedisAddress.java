package dev.aside.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and who we are to it, read from a URI. Errors never repeat any part of the URI:
 * when it is malformed, anything may be a piece of the password. Immutable.
 */
final class RedisAddress {
  static final int DEFAULT_PORT = 6379;

  /** Redis has 16 databases by default; the server itself refuses those it does not have. */
  private static final int MAX_DATABASE = 1_000_000;

  private static final String EXPECTED =
      " (expected: redis://[user:password@]host[:port][/db], or rediss:// for TLS; other characters"
          + " than letters, digits and -._~ in user and password percent-encoded)";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>redis|rediss)://(?:(?<login>[^/?#]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::(?<port>[^/?#]*))?"
              + "(?:/(?<path>[^?#]*))?(?:\\?(?<query>[^#]*))?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LOGIN = Pattern.compile("(?<user>[^:@]*)(?::(?<password>[^:@]*))?");
  private static final Pattern ENCODED = Pattern.compile("(?:[^%]|%[0-9A-Fa-f]{2})*");

  private final String host;
  private final int port;
  private final int database;
  private final boolean tls;
  private final @Nullable String user;
  private final @Nullable String password;

  private RedisAddress(Matcher uri) {
    tls = uri.group("scheme").toLowerCase(Locale.ROOT).equals("rediss");
    host = uri.group("host").replaceAll("[\\[\\]]", "");
    port = number("port", uri.group("port"), DEFAULT_PORT, 1, 65_535);
    database = database(uri.group("path"), uri.group("query"));
    Matcher login = login(uri.group("login"));
    user = decoded("user", login.group("user"));
    password = decoded("password", login.group("password"));
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static RedisAddress parse(String uri) {
    Matcher matcher = FORM.matcher(uri);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("uri: malformed" + EXPECTED);
    }
    return new RedisAddress(matcher);
  }

  /** A name or an IP address, IPv6 without brackets. */
  String host() {
    return host;
  }

  int port() {
    return port;
  }

  int database() {
    return database;
  }

  boolean tls() {
    return tls;
  }

  /** Null: the server's default user. */
  @Nullable String user() {
    return user;
  }

  /** Null: none in the URI. */
  @Nullable String password() {
    return password;
  }

  /** {@code host:port}, for logs and messages. */
  @Override
  public String toString() {
    return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + port;
  }

  private static int database(@Nullable String path, @Nullable String query) {
    if (query != null && !query.isEmpty()) {
      throw new IllegalArgumentException("uri: with a query" + EXPECTED);
    }
    return number("database", path, 0, 0, MAX_DATABASE);
  }

  private static int number(String what, @Nullable String digits, int absent, int min, int max) {
    if (digits == null || digits.isEmpty()) {
      return absent;
    }
    int number = digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
    if (number < min || number > max) {
      throw new IllegalArgumentException(
          "uri: no such " + what + ", " + min + " to " + max + EXPECTED);
    }
    return number;
  }

  private static Matcher login(@Nullable String login) {
    Matcher matcher = LOGIN.matcher((login == null) ? "" : login);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("uri: malformed user or password" + EXPECTED);
    }
    return matcher;
  }

  private static @Nullable String decoded(String what, @Nullable String encoded) {
    if (encoded == null || encoded.isEmpty()) {
      return null;
    }
    if (!ENCODED.matcher(encoded).matches()) {
      throw new IllegalArgumentException("uri: malformed " + what + EXPECTED);
    }
    // The decoder is made for forms, where + is a space; here + is a plus.
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
