package dev.aside.bench.http;

import dev.aside.bench.run.ClassPath;
import dev.aside.bench.run.Metrics;
import dev.aside.bench.run.ServerSubject;
import dev.aside.bench.run.Settings;
import dev.aside.bench.run.Worker;
import dev.aside.bench.service.HttpService;
import dev.aside.bench.stage.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The three HTTP services, each in a process of its own, with the same body for user 42. */
public final class Services {
  /** Bytes of heap for each. */
  private static final List<String> OPTIONS = List.of("-Xmx512m");

  /** The name of ours. */
  public static final String ASIDE = "Aside";

  /** The name of the least that is possible. */
  public static final String NETTY = "raw Netty + Lettuce";

  /** The name of the usual one. */
  public static final String BOOT = "Spring Boot";

  private Services() {}

  /**
   * A service that runs.
   *
   * @param name as the table shows it
   * @param worker its process
   * @param port where it listens
   * @param path what to ask it for
   */
  public record Service(String name, Worker worker, int port, String path) {}

  /**
   * Starts them all.
   *
   * @param local whether they answer from memory
   */
  static List<Service> start(Stage stage, boolean local) throws IOException, InterruptedException {
    List<Service> services = new ArrayList<>();
    Service aside = aside(stage, local, stage.port());
    services.add(aside);
    String body = ask(aside);
    stage.redis("SET", "raw:42", body.getBytes(StandardCharsets.UTF_8));
    String path = local ? "/local/42" : "/users/42";
    String port = Integer.toString(stage.port());
    services.add(
        start(stage, NETTY, ClassPath.own(), HttpService.class.getName(), List.of(port), path));
    ClassPath boot = stage.springBoot();
    if (boot != null && stage.plan().peers()) {
      services.add(
          start(
              stage,
              BOOT,
              boot.withOwnClasses(),
              "dev.aside.bench.boot.BootService",
              List.of("--server.port=0", "--spring.data.redis.port=" + port),
              path));
    }
    for (Service service : services) {
      String other = ask(service);
      if (!other.equals(body)) {
        throw new IllegalStateException(
            service.name() + " answers " + other + " (expected: " + body + ")");
      }
    }
    return services;
  }

  /**
   * Starts Aside's server.
   *
   * @param local whether it keeps copies in memory
   * @param redisPort the Redis that it works with
   */
  public static Service aside(Stage stage, boolean local, int redisPort)
      throws IOException, InterruptedException {
    Path data = stage.work().resolve("data-" + redisPort);
    List<String> arguments =
        List.of(
            "serve",
            "--port",
            "0",
            "--redis",
            "redis://127.0.0.1:" + redisPort,
            "--data-dir",
            data.toString(),
            "--user-ttl",
            "24h",
            "--user-local-ttl",
            local ? "10m" : "0",
            "--max-sessions",
            "20000");
    return start(stage, ASIDE, ClassPath.own(), "dev.aside.server.Main", arguments, "/users/42");
  }

  /** Starts the main method of a server. */
  public static Service start(
      Stage stage, String name, ClassPath path, String main, List<String> arguments, String request)
      throws IOException, InterruptedException {
    stage.progress().step("starting " + name);
    Worker worker = stage.launch(name, ServerSubject.class, OPTIONS, path);
    Metrics opened =
        stage.open(
            worker,
            Settings.NONE
                .with(ServerSubject.MAIN, main)
                .with(ServerSubject.ARGUMENTS, String.join("\n", arguments)));
    return new Service(name, worker, (int) opened.get(ServerSubject.PORT), request);
  }

  private static String ask(Service service) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + service.path()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          service.name() + " answers " + response.statusCode() + " (expected: 200)");
    }
    return Objects.requireNonNull(response.body());
  }
}
