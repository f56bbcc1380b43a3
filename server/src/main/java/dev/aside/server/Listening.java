package dev.aside.server;

import dev.aside.server.config.Configuration;
import dev.aside.server.config.Setting;
import dev.aside.server.config.Settings;
import dev.aside.server.http.Faults;
import dev.aside.server.http.Origins;
import dev.aside.server.http.RouteTable;
import dev.aside.server.http.WebConfig;
import dev.aside.server.http.WebServer;
import dev.aside.server.live.LiveLimits;
import dev.aside.server.operate.Meters;
import dev.aside.spi.TimeSource;
import io.vertx.core.Vertx;

/**
 * Opens the ports of a server. Immutable.
 *
 * @param loops event loops to serve on
 */
record Listening(
    Vertx vertx,
    int loops,
    Configuration configuration,
    WebConfig.Patience patience,
    Meters meters,
    Faults faults) {
  /** A proxy's own routes are for operators on this machine. */
  private static final String LOOPBACK = "127.0.0.1";

  /** For everybody. */
  WebServer onPort(RouteTable routes, TimeSource time) {
    return listen(configuration.get(Settings.HOST), Settings.PORT, routes, time);
  }

  /** For operators. */
  WebServer onAdminPort(RouteTable routes, TimeSource time) {
    return listen(LOOPBACK, Settings.ADMIN_PORT, routes, time);
  }

  private WebServer listen(String host, Setting<Integer> port, RouteTable routes, TimeSource time) {
    WebConfig config =
        new WebConfig(
            host,
            configuration.get(port),
            routes,
            Origins.of(Hosts.resolve(host), configuration.get(Settings.ALLOWED_ORIGIN)),
            meters,
            faults,
            LiveLimits.MAX_FRAME,
            patience);
    return WebServer.listen(vertx, loops, config, time);
  }
}
