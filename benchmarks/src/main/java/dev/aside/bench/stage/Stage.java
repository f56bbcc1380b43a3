package dev.aside.bench.stage;

import dev.aside.bench.measure.Progress;
import dev.aside.bench.measure.Rounds;
import dev.aside.bench.run.ClassPath;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Subject;
import dev.aside.bench.run.Worker;
import dev.aside.embedded.RedisProcess;
import dev.aside.testkit.RespClient;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of its own, an empty list of processes, and the plan: what one claim is measured with.
 * Closing it ends everything that was started on it. Confined to one thread.
 */
public final class Stage implements Closeable {
  private static final String HEAP = "-Xmx768m";

  private final Plan plan;
  private final Progress progress;
  private final Path work;
  private final @Nullable ClassPath springBoot;
  private final ClassPath server;
  private final RedisProcess redis;
  private final List<Closeable> open = new ArrayList<>();
  private final Map<Long, String> pids = new LinkedHashMap<>();

  private Stage(
      Plan plan,
      Progress progress,
      Path work,
      @Nullable ClassPath springBoot,
      ClassPath server,
      RedisProcess redis) {
    this.plan = plan;
    this.progress = progress;
    this.work = work;
    this.springBoot = springBoot;
    this.server = server;
    this.redis = redis;
    pids.put(redis.pid(), "redis-server");
  }

  /**
   * Starts Redis.
   *
   * @param work a folder for logs and pictures
   * @param springBoot the class path of the service on Spring Boot; null: it takes no part
   * @param server the class path of Aside's server as it is installed
   */
  public static Stage open(
      Plan plan, Progress progress, Path work, @Nullable ClassPath springBoot, ClassPath server) {
    return new Stage(plan, progress, work, springBoot, server, RedisProcess.start());
  }

  /** How much to measure. */
  public Plan plan() {
    return plan;
  }

  /** Where to say what goes on. */
  public Progress progress() {
    return progress;
  }

  /** The folder for logs and what is made on the way. */
  public Path work() {
    return work;
  }

  /** The folder for pictures, beside the page. */
  public Path pictures() {
    return work.resolveSibling("performance");
  }

  /** The class path of the service on Spring Boot; null: it takes no part. */
  public @Nullable ClassPath springBoot() {
    return springBoot;
  }

  /** The class path of Aside's server as it is installed. */
  public ClassPath server() {
    return server;
  }

  /** {@code redis://127.0.0.1:port} */
  public String uri() {
    return redis.uri();
  }

  /** Its port. */
  public int port() {
    return redis.port();
  }

  /** Its process. */
  public long redisPid() {
    return redis.pid();
  }

  /** Starts another server, which ends with the stage. */
  public RedisProcess anotherRedis() {
    RedisProcess another = RedisProcess.start();
    add(another::close, another.pid(), "redis-server");
    return another;
  }

  /** Asks the server something, on a connection of its own. */
  public @Nullable Object redis(Object... command) {
    try (RespClient client = RespClient.connect(redis.port())) {
      return client.command(command);
    }
  }

  /** Starts a subject in a process of its own, and opens it with these settings and the server. */
  public Worker start(String name, Class<? extends Subject> subject, Settings settings)
      throws IOException, InterruptedException {
    return start(name, subject, settings, List.of(HEAP));
  }

  /** The same with options for the JVM. */
  public Worker start(
      String name, Class<? extends Subject> subject, Settings settings, List<String> options)
      throws IOException, InterruptedException {
    progress.step("starting " + name);
    Worker worker = launch(name, subject, options);
    open(worker, settings);
    return worker;
  }

  /** Starts a subject in a process of its own, which is not opened yet. */
  public Worker launch(String name, Class<? extends Subject> subject, List<String> options)
      throws IOException {
    return launch(name, subject, options, ClassPath.own());
  }

  /** The same on another class path. */
  public Worker launch(
      String name, Class<? extends Subject> subject, List<String> options, ClassPath path)
      throws IOException {
    Path log = work.resolve(name.replaceAll("[^A-Za-z0-9]+", "-") + ".log");
    Worker worker = Worker.start(name, subject, options, path, log);
    add(worker, worker.pid(), name);
    return worker;
  }

  /** Opens a subject with these settings, and with the server if they name no other. */
  public Metrics open(Worker worker, Settings settings) throws InterruptedException {
    return worker.open(
        Settings.NONE.with("uri", redis.uri()).with("port", redis.port()).and(settings));
  }

  /** Closes {@code started} with the stage; its processor time is ours. */
  public void add(Closeable started, long pid, String name) {
    open.add(started);
    pids.put(pid, name);
  }

  /** The processes of this stage. */
  public List<Long> pids() {
    return List.copyOf(pids.keySet());
  }

  /** Rounds of this plan. */
  public Rounds rounds() {
    return rounds(plan.rounds());
  }

  /** So many rounds. */
  public Rounds rounds(int count) {
    return new Rounds(count, plan.watch(), this::pids, progress);
  }

  @Override
  public void close() throws IOException {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    redis.close();
  }
}
