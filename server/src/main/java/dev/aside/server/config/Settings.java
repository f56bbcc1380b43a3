package dev.aside.server.config;

import dev.aside.gateway.token.TokenKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every setting of the server. A new one added to {@link #ALL} has a flag, a variable and help. */
public final class Settings {
  /** Redis. */
  public static final Setting<RedisTarget> REDIS =
      Setting.of(
          "redis",
          "URI",
          "embedded",
          Rules.redis(),
          "Redis to work with: embedded (a real redis-server of its own), memory: (none, this process"
              + " alone), redis://[user:password@]host:port/db, or rediss:// for TLS");

  /** The database. */
  public static final Setting<DatabaseTarget> DATABASE =
      Setting.of(
          "database",
          "URL",
          "embedded",
          Rules.database(),
          "database to work with: embedded (a file with 1,000 sample users), or"
              + " jdbc:postgresql://host/db?user=...&password=...");

  /** The port to listen on. */
  public static final Setting<Integer> PORT =
      Setting.of(
          "port", "PORT", "8080", Rules.number(0, 65_535), "port to listen on; 0 takes a free one");

  /** The address to listen on. */
  public static final Setting<String> HOST =
      Setting.of(
          "host",
          "HOST",
          "127.0.0.1",
          Rules.host(),
          "address to listen on; 0.0.0.0 lets other machines in");

  /** Where embedded data is kept. */
  public static final Setting<Path> DATA_DIR =
      Setting.computed(
          "data-dir",
          "FOLDER",
          Settings::dataFolder,
          Rules.folder(),
          "folder of the embedded database and Redis");

  /** How long a cached user is fresh. */
  public static final Setting<Duration> USER_TTL =
      Setting.of(
          "user-ttl",
          "TIME",
          "10m",
          Rules.duration(Duration.ofMillis(1), Duration.ofDays(30)),
          "how long a cached user is fresh");

  /** How long it is remembered that there is no such user. */
  public static final Setting<Duration> USER_ABSENT_TTL =
      Setting.of(
          "user-absent-ttl",
          "TIME",
          "5s",
          Rules.duration(Duration.ZERO, Duration.ofDays(1)),
          "how long it is remembered that there is no such user; 0 is not at all");

  /** How long this process may keep its own copy of a user. */
  public static final Setting<Duration> USER_LOCAL_TTL =
      Setting.of(
          "user-local-ttl",
          "TIME",
          "60s",
          Rules.duration(Duration.ZERO, Duration.ofMinutes(10)),
          "how long this process keeps a copy of a user in its memory; Redis announces changes, so"
              + " copies are not older than a second; 0 keeps none");

  /** Origins of other sites that may use this server from a browser. */
  public static final Setting<Set<String>> ALLOWED_ORIGIN =
      Setting.several(
          "allowed-origin",
          "ORIGIN",
          Rules.origins(),
          "web origin besides the server's own whose pages may connect and write, such as"
              + " https://app.example.com; may be given several times");

  /** How many WebSocket and event-stream sessions this process holds. */
  public static final Setting<Integer> MAX_SESSIONS =
      Setting.of(
          "max-sessions",
          "COUNT",
          "10000",
          Rules.number(1, 1_000_000),
          "WebSocket and event-stream sessions held at once; more are told to come back later");

  /** How many of them one remote address may hold. */
  public static final Setting<Integer> MAX_SESSIONS_PER_ADDRESS =
      Setting.of(
          "max-sessions-per-address",
          "COUNT",
          "1000",
          Rules.number(1, 1_000_000),
          "sessions of one remote address; this machine itself is exempt, since a proxy on it speaks"
              + " for many");

  /** What verifies tokens of clients. */
  public static final Setting<List<TokenKey>> TOKEN_KEY =
      Setting.several(
          "token-key",
          "KEY",
          TokenKeys.rule().hidden(),
          "key that verifies tokens of clients: [ID=]ALGORITHM:FILE, where ALGORITHM is one of HS256"
              + " HS384 HS512 with the secret in the file, or RS256 RS384 RS512 ES256 ES384 ES512"
              + " with a public key in PEM; ID is the kid of its tokens; may be given several times");

  /** Whose tokens they are. */
  public static final Setting<String> TOKEN_ISSUER =
      Setting.of(
          "token-issuer",
          "TEXT",
          "",
          Rule.of("any text", text -> text),
          "what tokens must have as iss; empty: anything");

  /** For whom tokens are. */
  public static final Setting<String> TOKEN_AUDIENCE =
      Setting.of(
          "token-audience",
          "TEXT",
          "",
          Rule.of("any text", text -> text),
          "what tokens must have as aud; empty: anything");

  /** Whether clients may connect without a token. */
  public static final Setting<Anonymous> ANONYMOUS =
      Setting.of(
          "anonymous",
          "WHEN",
          "auto",
          Rule.of("yes, no or auto", Anonymous::of),
          "whether clients of /connection may come without a token: yes, no, or auto, which is yes"
              + " as long as there is no --token-key");

  /** Keys of backends. */
  public static final Setting<ApiKeys> API_KEYS =
      Setting.of(
          "api-keys",
          "FILE",
          "",
          Rule.of(
                  "a file that can be read, with keys of at least "
                      + ApiKeys.MIN_BYTES
                      + " bytes, one"
                      + " a line",
                  text -> ApiKeys.of(text.isEmpty() ? "" : KeyFile.text(text)))
              .hidden(),
          "file with the keys, one a line, by which backends use POST /api/...; empty: there is no"
              + " such path");

  /** The program that embedded Redis runs. */
  public static final Setting<String> REDIS_SERVER =
      Setting.of(
          "redis-server",
          "PROGRAM",
          "",
          Rule.of("the path of a redis-server or valkey-server", text -> text),
          "program to run as embedded Redis, such as valkey-server; empty: Redis 7.0.15 as shipped");

  /** All of them, in the order of the help. */
  public static final List<Setting<?>> ALL =
      List.of(
          REDIS,
          DATABASE,
          PORT,
          HOST,
          DATA_DIR,
          USER_TTL,
          USER_ABSENT_TTL,
          USER_LOCAL_TTL,
          ALLOWED_ORIGIN,
          MAX_SESSIONS,
          MAX_SESSIONS_PER_ADDRESS,
          TOKEN_KEY,
          TOKEN_ISSUER,
          TOKEN_AUDIENCE,
          ANONYMOUS,
          API_KEYS,
          REDIS_SERVER);

  private Settings() {}

  /** The place that the XDG Base Directory rules give to data of a user's own. */
  private static String dataFolder(Map<String, String> environment) {
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    if (Path.of(data).isAbsolute()) { // the rules say that a relative one is ignored
      return Path.of(data, "aside").toString();
    }
    return Path.of(System.getProperty("user.home"), ".local", "share", "aside").toString();
  }
}
