package dev.aside.redis.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with this one's class path, which runs one of our classes. It ends with us, however
 * we end: its standard input, which it must {@link #watchParent watch}, ends then. Thread-safe.
 */
final class ForkedJvm implements AutoCloseable {
  private static final int END_SECONDS = 20;

  private final Process process;
  private final OutputStream input;
  private final Path log;

  private ForkedJvm(Process process, Path log) {
    this.process = process;
    this.input = process.getOutputStream();
    this.log = log;
  }

  /** Starts {@code main}; what it prints is appended to {@code log}. */
  static ForkedJvm start(Class<?> main, Path log, List<?> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Cheap to start: there are many of them and few processors.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx64m", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    arguments.forEach(argument -> command.add(argument.toString()));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new ForkedJvm(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the other JVM: hands over what it is told, on a thread of its own, and ends it with us. */
  static void watchParent(LineReceiver receiver) {
    Thread watch =
        new Thread(
            () -> {
              try (var in =
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  receiver.line(line);
                }
              } catch (IOException e) {
                e.printStackTrace();
              }
              Runtime.getRuntime().halt(0); // whoever started us has gone
            },
            "parent");
    watch.setDaemon(true);
    watch.start();
  }

  /** Takes what a JVM is told. */
  interface LineReceiver {
    /** One line; must not block for long. */
    void line(String line);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Writes a line to its standard input. */
  synchronized void tell(String line) {
    try {
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("it has ended:\n" + said(), e);
    }
  }

  /** Ends its standard input, as our own end would. */
  void abandon() throws IOException {
    input.close();
  }

  /** Stops it in its tracks for a time, begun when this returns; a process of its own ends that. */
  void stopFor(Duration time) {
    String seconds = Double.toString(time.toMillis() / 1_000.0);
    String script = "trap '' INT TERM HUP; kill -STOP $0 && echo && sleep $1; kill -CONT $0";
    try {
      Process watchdog =
          new ProcessBuilder("sh", "-c", script, Long.toString(pid()), seconds).start();
      watchdog.getInputStream().read(); // it is stopped, or has ended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Whether it ended within the time it is given, by itself. */
  boolean awaitEnd() {
    try {
      return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the end of a JVM", e);
    }
  }

  /** What it has printed. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
