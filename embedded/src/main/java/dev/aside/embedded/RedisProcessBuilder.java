package dev.aside.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link RedisProcess}. Not thread-safe. */
public final class RedisProcessBuilder {
  /** A port that was free may be taken a moment later; then another one is tried, this often. */
  private static final int MAX_TRIES = 10;

  private static final Pattern WORTH_ANOTHER_TRY =
      Pattern.compile("Failed listening|Address already in use|Text file busy");

  /** Arguments that are ours to give: address, port, folder, and the log we read. */
  private static final Set<String> RESERVED =
      Set.of("--port", "--bind", "--dir", "--daemonize", "--logfile", "--loglevel", "--supervised");

  private int port;
  private @Nullable Path dataDirectory;
  private @Nullable String executable;
  private @Nullable Path cacheFolder;
  private List<String> arguments = List.of();
  private Duration startTimeout = Duration.ofSeconds(20);

  RedisProcessBuilder() {}

  /** Where to listen; default 0: a free port. */
  public RedisProcessBuilder port(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    this.port = port;
    return this;
  }

  /**
   * Where the server keeps files, made if it is missing, and left there; default: a temporary
   * directory of its own, removed at the end.
   */
  public RedisProcessBuilder dataDirectory(Path dataDirectory) {
    this.dataDirectory = dataDirectory.toAbsolutePath();
    return this;
  }

  /**
   * The server to run, redis-server or valkey-server, as a path or a name on the PATH; default: the
   * environment variable {@code ASIDE_REDIS_SERVER}, else Redis 7.0.15 out of a jar.
   */
  public RedisProcessBuilder executable(String executable) {
    this.executable = Objects.requireNonNull(executable, "executable");
    return this;
  }

  /**
   * Where the server out of the jar is kept between runs; default: {@code aside} in the user's
   * cache folder. Nobody but this user will be able to open it.
   */
  public RedisProcessBuilder cacheFolder(Path cacheFolder) {
    this.cacheFolder = cacheFolder.toAbsolutePath();
    return this;
  }

  /**
   * More arguments for the command line, such as {@code "--requirepass", "secret"}; they replace
   * those given before.
   */
  public RedisProcessBuilder arguments(String... arguments) {
    for (String argument : arguments) {
      if (RESERVED.contains(argument.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "arguments: " + argument + " (expected: none of " + RESERVED + ")");
      }
    }
    this.arguments = List.of(arguments);
    return this;
  }

  /** How long the start may take; default 20 s. */
  public RedisProcessBuilder startTimeout(Duration startTimeout) {
    if (startTimeout.isNegative() || startTimeout.isZero()) {
      throw new IllegalArgumentException(
          "startTimeout: " + startTimeout + " (expected: more than 0)");
    }
    this.startTimeout = startTimeout;
    return this;
  }

  /**
   * Starts the server and returns when it serves.
   *
   * @throws RedisStartException if there is no server to run, or it does not come up in time
   */
  public RedisProcess start() {
    String program = program();
    for (int i = 1; ; i++) {
      int tried = (port == 0) ? FreePort.find() : port;
      GuardedProcess server = launch(program, tried);
      if (isReady(server)) {
        return new RedisProcess(tried, server);
      }
      server.stop();
      boolean again = server.log().stream().anyMatch(l -> WORTH_ANOTHER_TRY.matcher(l).find());
      if (port != 0 || !again || i == MAX_TRIES) {
        throw failure(program, tried, server.log());
      }
    }
  }

  private String program() {
    if (executable != null) {
      return executable;
    }
    String named = System.getenv().getOrDefault("ASIDE_REDIS_SERVER", "");
    if (!named.isBlank()) {
      return named;
    }
    Platform platform = Platform.of(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path folder =
        (cacheFolder != null)
            ? cacheFolder
            : CacheFolder.locate(System.getenv(), System.getProperties());
    return ServerBinary.in(folder, platform).toString();
  }

  private GuardedProcess launch(String program, int tried) {
    try {
      boolean ownFolder = dataDirectory == null;
      Path folder =
          ownFolder
              ? Files.createTempDirectory("aside-redis-")
              : Files.createDirectories(Objects.requireNonNull(dataDirectory));
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(List.of("--port", Integer.toString(tried), "--bind", "127.0.0.1"));
      command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
      command.addAll(arguments);
      return GuardedProcess.start(ownFolder ? folder.toString() : "", command);
    } catch (IOException e) {
      throw new RedisStartException(program + " could not be started: " + e, e);
    }
  }

  private boolean isReady(GuardedProcess server) {
    try {
      return server.awaitReady(startTimeout);
    } catch (InterruptedException e) {
      server.stop();
      Thread.currentThread().interrupt();
      throw new RedisStartException("interrupted while redis-server started", e);
    }
  }

  private static RedisStartException failure(String program, int port, List<String> log) {
    return new RedisStartException(
        "%s did not come up on port %d. It said:%n  %s%n%s"
            .formatted(program, port, String.join("\n  ", log), ServerBinary.NAME_ANOTHER),
        null);
  }
}
