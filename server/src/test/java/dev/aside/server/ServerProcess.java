package dev.aside.server;

import dev.aside.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server in a process of its own, on the class path of the tests. */
final class ServerProcess implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> error = new CopyOnWriteArrayList<>();
  private final Thread outputReader;
  private final Thread errorReader;

  private ServerProcess(Process process) {
    this.process = process;
    this.outputReader = reader(process.getInputStream(), output);
    this.errorReader = reader(process.getErrorStream(), error);
  }

  /**
   * Starts one and waits for its ready line.
   *
   * @param folder its data folder, if it is not told another
   */
  static ServerProcess start(Path folder, Map<String, String> environment, String... arguments) {
    ServerProcess started = launch(folder, environment, arguments);
    Await.until(
        "the ready line", DEADLINE, () -> !started.output.isEmpty() || !started.process.isAlive());
    if (started.output.isEmpty()) {
      throw new AssertionError("not started: " + started.error());
    }
    return started;
  }

  /** Runs one to its end. */
  static Finished run(Path folder, Map<String, String> environment, String... arguments) {
    ServerProcess run = launch(folder, environment, arguments);
    int status = run.status();
    return new Finished(status, List.copyOf(run.output), run.error());
  }

  private static ServerProcess launch(
      Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    if (Runtime.version().feature() >= 24) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(withSignals(command));
    builder.environment().keySet().removeIf(name -> name.startsWith("ASIDE_"));
    builder.environment().put("XDG_DATA_HOME", folder.toString());
    builder.environment().putAll(environment);
    try {
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A build that was started in the background hands down that SIGINT is ignored, and only a
   * program that is not a shell can undo that.
   */
  private static List<String> withSignals(List<String> command) {
    List<String> wrapped =
        new ArrayList<>(List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV or die $!"));
    wrapped.addAll(command);
    return wrapped;
  }

  String readyLine() {
    return output.get(0);
  }

  URI uri(String path) {
    return URI.create(readyLine().replace("listening on ", "") + path);
  }

  int port() {
    return uri("/").getPort();
  }

  List<String> output() {
    return List.copyOf(output);
  }

  String error() {
    return String.join("\n", error);
  }

  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Sends a signal and waits for the end; the exit status. */
  int end(String signal) {
    signal(signal);
    return status();
  }

  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Ends it without warning. */
  void kill() {
    process.destroyForcibly();
    status();
  }

  /** Waits for the end; the exit status. */
  int status() {
    try {
      if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("not ended within " + DEADLINE + ": " + error());
      }
      outputReader.join(DEADLINE.toMillis());
      errorReader.join(DEADLINE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  private static Thread reader(InputStream from, List<String> to) {
    Thread thread = new Thread(() -> read(from, to), "server-process-reader");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void read(InputStream from, List<String> to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        to.add(line);
      }
    } catch (IOException e) { // the process was killed
      to.add("(cut off)");
    }
  }
}
