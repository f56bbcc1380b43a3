package dev.aside.server;

import dev.aside.server.config.Configuration;
import dev.aside.spi.TimeSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ExitCode;

/** The command {@code serve}: runs a server until a signal ends it. Stateless. */
final class Serving {
  /** Whatever hangs then, the process ends in time. */
  private static final Duration LAST_MOMENT = Duration.ofMillis(9_500);

  private Serving() {}

  /** Prints the ready line, and returns when the server has drained and closed. */
  static int run(Configuration configuration, PrintWriter out) {
    Server server = Server.start(configuration);
    CountDownLatch end = new CountDownLatch(1);
    Signals.onEnd(end::countDown);
    out.println("listening on " + server.url());
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    TimeSource.system().schedule(LAST_MOMENT, () -> Runtime.getRuntime().halt(ExitCode.OK));
    server.close();
    return ExitCode.OK;
  }
}
