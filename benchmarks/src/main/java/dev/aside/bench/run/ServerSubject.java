package dev.aside.bench.run;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the main method of a server in this process, which ends with the program that started it.
 * The server says on standard output where it listens: {@code port 1234}, or {@code listening on
 * http://127.0.0.1:1234}.
 */
public final class ServerSubject implements Subject {
  /** The port in what {@link #open} returns. */
  public static final String PORT = "port";

  /** The class whose main method is run. */
  public static final String MAIN = "main";

  /** Its arguments, one a line. */
  public static final String ARGUMENTS = "arguments";

  private static final Pattern READY =
      Pattern.compile("(?:port |listening on http://127\\.0\\.0\\.1:)(\\d+)");

  private static final Duration MAX_START = Duration.ofMinutes(2);

  @Override
  public Metrics open(Settings settings) throws Exception {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    System.setOut(new PrintStream(new Lines(port), true, StandardCharsets.UTF_8));
    Class<?> main = Class.forName(settings.text(MAIN));
    String[] arguments = settings.text(ARGUMENTS).split("\n", -1);
    Thread server =
        new Thread(
            () -> {
              try {
                main.getMethod("main", String[].class).invoke(null, (Object) arguments);
              } catch (InvocationTargetException e) {
                port.completeExceptionally(e.getCause());
              } catch (ReflectiveOperationException e) {
                port.completeExceptionally(e);
              }
            },
            "server");
    server.start();
    return Metrics.NONE.with(PORT, port.get(MAX_START.toSeconds(), TimeUnit.SECONDS));
  }

  @Override
  public Metrics measure(Settings round) {
    return Metrics.NONE; // others send it load
  }

  @Override
  public void close() {
    // It ends with the process.
  }

  /** Looks for the line with the port. */
  private static final class Lines extends OutputStream {
    private final CompletableFuture<Integer> port;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(CompletableFuture<Integer> port) {
      this.port = port;
    }

    @Override
    public synchronized void write(int b) {
      if (b != '\n') {
        line.write(b);
        return;
      }
      Matcher ready = READY.matcher(line.toString(StandardCharsets.UTF_8));
      if (ready.find()) {
        port.complete(Integer.valueOf(ready.group(1)));
      }
      line.reset();
    }
  }
}
