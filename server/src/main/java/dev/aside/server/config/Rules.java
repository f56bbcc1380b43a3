package dev.aside.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules that settings share. Stateless. */
final class Rules {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9a-fA-F:.]{2,45}");

  private Rules() {}

  /** A whole number from {@code least} to {@code most}. */
  static Rule<Integer> number(int least, int most) {
    return Rule.of(
        "a whole number from " + least + " to " + most,
        text -> {
          require(NUMBER.matcher(text).matches());
          int number = Integer.parseInt(text);
          require(number >= least && number <= most);
          return number;
        });
  }

  /** A length of time such as {@code 500ms}, {@code 30s}, {@code 10m}, {@code 24h}, {@code 7d}. */
  static Rule<Duration> duration(Duration least, Duration most) {
    return Rule.of(
        "a time such as 500ms, 30s, 10m, 24h or 7d, from " + show(least) + " to " + show(most),
        text -> {
          Duration value = duration(text);
          require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
          return value;
        });
  }

  private static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text);
    require(matcher.matches());
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static String show(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    return duration.toDays() > 0 ? duration.toDays() + "d" : duration.toMillis() + "ms";
  }

  /** Where Redis is. */
  static Rule<RedisTarget> redis() {
    return Rule.of(
        "embedded, memory:, redis://[user:password@]host[:port][/db] or rediss://...",
        RedisTarget::of);
  }

  /** Where the database is. */
  static Rule<DatabaseTarget> database() {
    return Rule.of(
        "embedded or jdbc:postgresql://host[:port]/database[?user=...&password=...]",
        DatabaseTarget::of);
  }

  /** A name or an address to listen on. */
  static Rule<String> host() {
    return Rule.of(
        "a host name or an address, such as 127.0.0.1 or 0.0.0.0",
        text -> {
          require(HOST.matcher(text).matches());
          return text;
        });
  }

  /** A folder, made when it is needed. */
  static Rule<Path> folder() {
    return Rule.of(
        "the path of a folder, without semicolons",
        text -> {
          require(!text.isBlank() && text.indexOf(';') < 0); // H2 splits its URL at semicolons
          return Path.of(text).toAbsolutePath().normalize();
        });
  }

  /** Web origins between commas, in the form in which browsers send them. */
  static Rule<Set<String>> origins() {
    return Rule.of(
        "http://host[:port] or https://host[:port], without a path",
        text -> Set.copyOf(parts(text).stream().map(Rules::origin).distinct().toList()));
  }

  private static String origin(String text) {
    URI uri = URI.create(text);
    String scheme = (uri.getScheme() == null) ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    require(scheme.equals("http") || scheme.equals("https"));
    require(uri.getHost() != null && uri.getRawUserInfo() == null);
    require(
        uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null);
    int standard = scheme.equals("http") ? 80 : 443;
    String port = (uri.getPort() < 0 || uri.getPort() == standard) ? "" : ":" + uri.getPort();
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(p -> !p.isEmpty()).toList();
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("rule broken"); // Setting.parse says which
    }
  }
}
