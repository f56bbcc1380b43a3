package dev.aside.server;

import dev.aside.Aside;
import dev.aside.cache.AsideCache;
import dev.aside.gateway.Gateway;
import dev.aside.server.config.Configuration;
import dev.aside.server.config.Settings;
import dev.aside.server.database.DataFolder;
import dev.aside.server.database.Database;
import dev.aside.server.gateway.ApiRoutes;
import dev.aside.server.gateway.ConnectionRoutes;
import dev.aside.server.http.Faults;
import dev.aside.server.http.Origins;
import dev.aside.server.http.Route;
import dev.aside.server.http.RouteTable;
import dev.aside.server.http.WebConfig;
import dev.aside.server.http.WebServer;
import dev.aside.server.http.Workers;
import dev.aside.server.live.ChannelRoutes;
import dev.aside.server.live.Hub;
import dev.aside.server.live.LiveLimits;
import dev.aside.server.live.LiveMeters;
import dev.aside.server.live.PublishRoutes;
import dev.aside.server.live.SessionLimits;
import dev.aside.server.operate.Meters;
import dev.aside.server.operate.OperatorRoutes;
import dev.aside.server.operate.PageRoutes;
import dev.aside.server.users.User;
import dev.aside.server.users.UserCache;
import dev.aside.server.users.UserRoutes;
import dev.aside.server.users.UserTable;
import dev.aside.spi.TimeSource;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One running server with everything in it: database, Redis, cache, channels, HTTP. {@link #start}
 * opens the parts in that order; {@link #close} drains, and closes them in the reverse order.
 * Thread-safe.
 */
public final class Server implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Server.class.getName());

  /** How often sessions are looked after. */
  private static final Duration TICK = Duration.ofSeconds(1);

  private static final Duration SESSION_PATIENCE = Duration.ofMillis(1_500);
  private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(4);

  /** Probes and the page have threads of their own, so that they are answered under load. */
  private static final int OPERATOR_THREADS = 2;

  private final Configuration configuration;
  private final Resources resources;
  private final Hub hub;
  private final Gateway gateway;
  private final WebServer web;

  private Server(
      Configuration configuration, Resources resources, Hub hub, Gateway gateway, WebServer web) {
    this.configuration = configuration;
    this.resources = resources;
    this.hub = hub;
    this.gateway = gateway;
    this.web = web;
  }

  /**
   * Starts a server.
   *
   * @throws StartException if it cannot start; nothing is left running then
   */
  public static Server start(Configuration configuration) {
    int loops = EventLoops.count();
    Vertx vertx = EventLoops.open(EventLoops.options(loops));
    return start(configuration, vertx, loops, WebConfig.Patience.STANDARD);
  }

  static Server start(
      Configuration configuration, Vertx vertx, int loops, WebConfig.Patience patience) {
    Resources resources = new Resources();
    resources.add(() -> EventLoops.close(vertx));
    try {
      Server server = open(configuration, resources, vertx, loops, patience);
      LOGGER.log(
          Level.INFO,
          "serving {0}: Redis {1}, database {2}, {3} event loop(s) on {4}",
          server.url(),
          configuration.get(Settings.REDIS),
          configuration.get(Settings.DATABASE),
          loops,
          EventLoops.transport(vertx));
      return server;
    } catch (RuntimeException e) {
      resources.close();
      throw e;
    }
  }

  private static Server open(
      Configuration configuration,
      Resources resources,
      Vertx vertx,
      int loops,
      WebConfig.Patience patience) {
    TimeSource time = TimeSource.system();
    Faults faults = new Faults();
    Meters meters = resources.add(Meters.create());
    DataFolder folder = resources.add(DataFolder.at(configuration.get(Settings.DATA_DIR)));
    Database database = resources.add(database(configuration, folder));
    UserTable table = UserTable.in(database);
    Aside aside = Redises.open(configuration, folder, resources);
    Workers writers = resources.add(Workers.of("writer", Database.MAX_CONNECTIONS));
    Workers operators = resources.add(Workers.of("operator", OPERATOR_THREADS));
    AsideCache<Long, User> users = cache(configuration, aside, table);
    Hub hub = Hub.over(aside);
    Gateway gateway = Gateways.open(configuration, aside, time, resources);
    LiveMeters live = new LiveMeters();
    SessionLimits limits =
        SessionLimits.of(
            configuration.get(Settings.MAX_SESSIONS),
            configuration.get(Settings.MAX_SESSIONS_PER_ADDRESS));

    List<Route> routes = new ArrayList<>();
    routes.addAll(UserRoutes.of(users, table, writers));
    routes.addAll(PublishRoutes.of(aside, live));
    routes.addAll(ChannelRoutes.of(hub, limits, live, time));
    routes.addAll(ConnectionRoutes.of(gateway, limits, live, time));
    routes.addAll(ApiRoutes.of(gateway.api(), configuration.get(Settings.API_KEYS)));
    routes.addAll(OperatorRoutes.of(aside, database, meters, operators));
    routes.addAll(PageRoutes.of(operators));

    FirstContact.await(aside, time);
    WebServer web =
        WebServer.listen(
            vertx, loops, webConfig(configuration, patience, routes, meters, faults), time);
    meters.add(users);
    meters.add(hub, live);
    meters.add(gateway, live);
    meters.add(aside);
    meters.add(web);
    vertx.setPeriodic(TICK.toMillis(), timer -> hub.tick());
    return new Server(configuration, resources, hub, gateway, web);
  }

  private static Database database(Configuration configuration, DataFolder folder) {
    boolean shared = configuration.get(Settings.REDIS).shared();
    return Database.open(configuration.get(Settings.DATABASE), folder, shared);
  }

  private static AsideCache<Long, User> cache(
      Configuration configuration, Aside aside, UserTable table) {
    return UserCache.over(
        aside,
        table,
        configuration.get(Settings.USER_TTL),
        configuration.get(Settings.USER_ABSENT_TTL),
        configuration.get(Settings.USER_LOCAL_TTL));
  }

  private static WebConfig webConfig(
      Configuration configuration,
      WebConfig.Patience patience,
      List<Route> routes,
      Meters meters,
      Faults faults) {
    String host = configuration.get(Settings.HOST);
    return new WebConfig(
        host,
        configuration.get(Settings.PORT),
        RouteTable.of(routes),
        Origins.of(Hosts.resolve(host), configuration.get(Settings.ALLOWED_ORIGIN)),
        meters,
        faults,
        LiveLimits.MAX_FRAME,
        patience);
  }

  /** Where it listens, such as {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = configuration.get(Settings.HOST);
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** The port it listens on. */
  public int port() {
    return web.port();
  }

  /**
   * Refuses new requests, tells sessions to come back, finishes what is under way, and closes
   * everything, in under 10 seconds. Does nothing the second time.
   */
  @Override
  public void close() {
    try {
      web.refuse();
      gateway.drain();
      hub.end(SESSION_PATIENCE);
      web.drain(REQUEST_PATIENCE);
      web.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      resources.close();
    }
  }
}
