package dev.aside.bench.growth;

import dev.aside.bench.fanout.FanOut;
import dev.aside.bench.http.Services;
import dev.aside.bench.load.Load;
import dev.aside.bench.measure.Series;
import dev.aside.bench.report.Curve;
import dev.aside.bench.run.Worker;
import dev.aside.bench.stage.Stage;
import dev.aside.embedded.RedisProcess;
import java.util.List;

/** What a delivery costs against the number of WebSockets. */
final class SubscribersGrowth {
  private SubscribersGrowth() {}

  static List<Curve> measure(Stage stage) throws Exception {
    Curve cpu =
        new Curve(
            "growth-subscribers-cpu",
            "Fan-out, 5 messages a second: processor time of the server",
            "WebSockets",
            "us per delivery");
    Curve time =
        new Curve(
            "growth-subscribers-p50",
            "Fan-out, 5 messages a second: median time from PUBLISH to delivery",
            "WebSockets",
            "us");
    RedisProcess redis = stage.anotherRedis();
    Services.Service service = Services.aside(stage, /* local= */ true, redis.port());
    for (int sockets : Sizes.of(stage, 1, 10, 100, 1_000, 10_000)) {
      Worker audience = FanOut.audience(stage, service, redis.port(), sockets);
      Series series =
          stage
              .rounds()
              .run(sockets + " sockets", List.of(FanOut.slowly(service, audience, stage.plan())))
              .get(0);
      cpu.add(series, sockets, FanOut.SERVER_CPU);
      time.add(series, sockets, Load.P50);
      audience.close();
    }
    return List.of(cpu, time);
  }
}
