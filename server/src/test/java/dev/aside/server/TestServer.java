package dev.aside.server;

import dev.aside.server.config.Configuration;
import dev.aside.server.config.DatabaseTarget;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import dev.aside.server.config.Source;
import dev.aside.server.http.WebConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole server in this process, on a free port, with a data folder of its own; a blocked event
 * loop fails the test that closes it.
 */
public final class TestServer implements AutoCloseable {
  /** Nothing that we do on a loop takes this long, even on a machine that does much else. */
  private static final long MAX_LOOP_MILLIS = 1_000;

  private final Server server;
  private final BlockedLoops blocked = new BlockedLoops();

  private TestServer(Server server) {
    this.server = server;
  }

  /** A server with some settings other than the default. */
  public static TestServer start(Map<Setting<?>, String> settings) {
    return start(settings, WebConfig.Patience.STANDARD);
  }

  /** A server on {@code redis}, with everything else as it is by default. */
  public static TestServer on(String redis) {
    return start(Map.of(Settings.REDIS, redis));
  }

  /** A server whose clients have to be quicker or slower. */
  public static TestServer start(Map<Setting<?>, String> settings, WebConfig.Patience patience) {
    int loops = EventLoops.count();
    VertxOptions options = EventLoops.options(loops);
    options.setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
    options.setMaxEventLoopExecuteTime(MAX_LOOP_MILLIS);
    options.setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS);
    options.setBlockedThreadCheckInterval(MAX_LOOP_MILLIS / 4);
    Vertx vertx = EventLoops.open(options);
    return new TestServer(Server.start(configuration(settings), vertx, loops, patience));
  }

  /** What {@code settings} say, and for the rest what suits tests. */
  static Configuration configuration(Map<Setting<?>, String> settings) {
    Map<Setting<?>, String> all = new HashMap<>();
    all.put(Settings.PORT, "0");
    all.put(Settings.REDIS, "memory:");
    all.put(Settings.DATA_DIR, temporaryFolder().toString());
    all.putAll(settings);
    Source source =
        setting -> {
          @Nullable String text = all.get(setting);
          return (text == null) ? null : new Source.Given(text, "test");
        };
    return Configuration.of(List.of(source), Map.of());
  }

  /** Where it listens. */
  public String url() {
    return server.url();
  }

  /** Something on it. */
  public URI uri(String path) {
    return URI.create(server.url() + path);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    blocked.check();
  }

  /** The value of {@code --database}. */
  public static DatabaseTarget database(String text) {
    return configuration(Map.of(Settings.DATABASE, text)).get(Settings.DATABASE);
  }

  /** A folder of its own, removed when the tests are over. */
  public static Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory("aside-server-test");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
