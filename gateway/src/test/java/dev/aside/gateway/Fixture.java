package dev.aside.gateway;

import dev.aside.Aside;
import dev.aside.testkit.Await;
import dev.aside.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Gateways over one memory backend, with time that is moved by hand. */
final class Fixture implements AutoCloseable {
  static final List<Namespace> NAMESPACES =
      List.of(
          Namespace.of("").withSubscribe(Access.ANYONE).withPublish(Access.ANYONE),
          Namespace.of("room")
              .withHistory(10, Duration.ofHours(1))
              .withPresence()
              .withJoinLeave()
              .withSubscribe(Access.ANYONE)
              .withPublish(Access.SUBSCRIBERS),
          Namespace.of("users").withPublish(Access.USERS),
          Namespace.of("token").withSubscribe(Access.NOBODY));

  final ManualTime time = ManualTime.create();
  final Aside aside = Aside.connect("memory:");
  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private final List<Gateway> gateways = new ArrayList<>();

  Gateway gateway() {
    return gateway(builder -> builder);
  }

  Gateway gateway(UnaryOperator<GatewayBuilder> settings) {
    GatewayBuilder builder =
        Gateway.over(aside, executor).namespaces(NAMESPACES).allowAnonymous(true).time(time);
    Gateway gateway = settings.apply(builder).build();
    Await.result(gateway.ready());
    gateways.add(gateway);
    return gateway;
  }

  /** Moves time on by seconds, and waits each time until everything due has been done. */
  void pass(Duration duration) {
    for (long i = 0; i < duration.toSeconds(); i++) {
      int due = time.pending();
      time.advance(Duration.ofSeconds(1));
      Await.until("the ticks have run", () -> time.pending() >= Math.min(due, gateways.size()));
    }
  }

  @Override
  public void close() {
    for (Gateway gateway : gateways) {
      gateway.close();
      Await.until(
          "nothing is left behind",
          () -> {
            gateway.checkInvariants();
            return gateway.sessions() == 0;
          });
    }
    aside.close();
    executor.shutdownNow();
  }
}
