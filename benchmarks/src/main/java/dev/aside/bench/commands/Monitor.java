package dev.aside.bench.commands;

import dev.aside.bench.stage.Stage;
import dev.aside.testkit.RespClient;
import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What clients send to the server, as its MONITOR tells; what scripts call is not among it. */
final class Monitor implements Closeable {
  /** {@code 1339518083.107412 [0 127.0.0.1:60866] "GET" "user:42"} */
  private static final Pattern LINE =
      Pattern.compile(
          "[\\d.]+ \\[\\d+ ([^\\]]+)\\] \"([^\"]+)\"(?: \"([^\"]*)\")?.*", Pattern.DOTALL);

  /** Part of the key by which each instance tries its own connection. */
  private static final String CANARY = "aside:hb:";

  /** Heartbeats and the like, which go on whatever is done. */
  private static final Set<String> NOT_COUNTED =
      Set.of("PING", "TIME", "HELLO", "CLIENT", "INFO", "SELECT", "ECHO", "SCRIPT");

  private final Stage stage;
  private final RespClient client;
  private final List<String> seen = new ArrayList<>(); // guarded by itself
  private boolean marked; // guarded by seen

  private Monitor(Stage stage, RespClient client) {
    this.stage = stage;
    this.client = client;
    Thread reader = new Thread(this::read, "monitor");
    reader.setDaemon(true);
    reader.start();
  }

  static Monitor open(Stage stage) {
    RespClient client = RespClient.connect(stage.port());
    client.command("MONITOR");
    return new Monitor(stage, client);
  }

  private void read() {
    try {
      while (true) {
        note(client.read());
      }
    } catch (UncheckedIOException closed) {
      return; // the end
    }
  }

  private void note(@Nullable Object reply) {
    Matcher line = LINE.matcher(String.valueOf(reply));
    if (!line.matches()
        || line.group(1).equals("lua")
        || String.valueOf(line.group(3)).contains(CANARY)) {
      return;
    }
    String command = line.group(2).toUpperCase(Locale.ROOT);
    synchronized (seen) {
      if (command.equals("ECHO")) {
        marked = true;
        seen.notifyAll();
      } else if (!NOT_COUNTED.contains(command)) {
        seen.add(command);
      }
    }
  }

  /** What has been sent since the last call. */
  List<String> take() throws InterruptedException {
    synchronized (seen) {
      marked = false;
    }
    stage.redis("ECHO", "mark"); // whatever was executed before it has been told by now
    synchronized (seen) {
      while (!marked) {
        seen.wait(RespClient.TIMEOUT.toMillis());
      }
      List<String> taken = List.copyOf(seen);
      seen.clear();
      return taken;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
