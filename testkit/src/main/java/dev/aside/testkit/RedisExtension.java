package dev.aside.testkit;

import dev.aside.embedded.RedisProcess;
import dev.aside.embedded.RedisProcessBuilder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real Redis for a JUnit test: on a free port, empty at the start of each test, gone at the end.
 * In a static field there is one for the class; in an instance field one for each test. A test may
 * pause, kill or restart it: the next one finds it running, on the same port.
 *
 * <pre>{@code
 * @RegisterExtension static final RedisExtension redis = RedisExtension.create();
 *
 * @Test void get_missing_loads() {
 *   try (Aside aside = Aside.connect(redis.uri())) { ... }
 * }
 * }</pre>
 *
 * <p>Tests may also take a {@link RedisProcess} as a parameter.
 */
public final class RedisExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private final UnaryOperator<RedisProcessBuilder> settings;
  private @Nullable RedisProcess process;
  private @Nullable String owner; // the class or test at whose end the server ends

  private RedisExtension(UnaryOperator<RedisProcessBuilder> settings) {
    this.settings = settings;
  }

  /** A server with default settings. */
  public static RedisExtension create() {
    return create(builder -> builder);
  }

  /** A server with settings of your own; they are applied at each start. */
  public static RedisExtension create(UnaryOperator<RedisProcessBuilder> settings) {
    return new RedisExtension(settings);
  }

  /** {@code redis://127.0.0.1:port}. */
  public String uri() {
    return process().uri();
  }

  /** The port, the same before and after {@link #restart()}. */
  public int port() {
    return process().port();
  }

  /** The server's process. */
  public RedisProcess process() {
    RedisProcess running = process;
    if (running == null) {
      throw new IllegalStateException("redis: not started (expected: use within a test)");
    }
    return running;
  }

  /** A new client that shares no code with Aside. */
  public RespClient client() {
    return RespClient.connect(port());
  }

  /** Kills the server, if it is there, and starts an empty one on the same port. */
  public void restart() {
    RedisProcess old = process();
    old.kill();
    process = settings.apply(RedisProcess.builder()).port(old.port()).start();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    startFor(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    startFor(context);
    if (process().isAlive()) {
      process().resume(); // in case the last test left it paused
    } else {
      restart();
    }
    try (RespClient client = client()) {
      client.command("FLUSHALL");
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    endWith(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    endWith(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RedisProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return process();
  }

  private void startFor(ExtensionContext context) {
    if (process == null) {
      process = settings.apply(RedisProcess.builder()).start();
      owner = context.getUniqueId();
    }
  }

  private void endWith(ExtensionContext context) {
    RedisProcess running = process;
    if (running != null && context.getUniqueId().equals(owner)) {
      running.close();
      process = null;
    }
  }
}
