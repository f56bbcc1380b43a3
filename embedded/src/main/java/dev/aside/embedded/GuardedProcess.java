package dev.aside.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server process under the script {@code guard.sh}, which ends it when this JVM ends, whatever
 * ends the JVM. Thread-safe.
 */
final class GuardedProcess {
  /** After this the script itself is killed; a server that was killed is gone in milliseconds. */
  private static final Duration MAX_STOP = Duration.ofSeconds(5);

  private static final String PID_MARK = "PID ";
  private static final String READY_MARK = "Ready to accept connections";

  private final Process script;
  private final LogTail log = new LogTail();
  private final CompletableFuture<Long> pid = new CompletableFuture<>();
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>(); // false: it has ended

  private GuardedProcess(Process script) {
    this.script = script;
  }

  /**
   * Starts {@code command}.
   *
   * @param ownFolder removed when the server has ended; empty: none
   * @throws IOException if there is no shell to run the script
   */
  static GuardedProcess start(String ownFolder, List<String> command) throws IOException {
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", guard(), "guard", ownFolder));
    line.addAll(command);
    Process script = new ProcessBuilder(line).redirectErrorStream(true).start();
    GuardedProcess started = new GuardedProcess(script);
    Thread reader = new Thread(started::readLog, "aside-redis-log");
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  /**
   * Waits until the server serves.
   *
   * @return whether it does; false: it has ended or the time is over
   */
  boolean awaitReady(Duration timeout) throws InterruptedException {
    try {
      return ready.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.add("(not ready after " + timeout.toMillis() + " ms)");
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("never completed with an error", e);
    }
  }

  /** The server's process; known once it is ready. */
  long pid() {
    return pid.getNow(-1L);
  }

  /** What the server wrote last. */
  List<String> log() {
    return log.lines();
  }

  boolean isAlive() {
    return script.isAlive();
  }

  /** Sends a signal to the server and returns when it is sent. */
  void signal(String name) throws IOException, InterruptedException {
    // The shell's own kill: a separate program of that name is not everywhere.
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Kills the server and waits until it is gone. Does nothing if it is. */
  void stop() {
    try {
      script.getOutputStream().close(); // the end of the pipe, at which the script kills the server
    } catch (IOException e) {
      log.add("(" + e + ")"); // the script has gone already
    }
    boolean interrupted = Thread.interrupted(); // a server left behind is worse than a late answer
    try {
      if (!script.waitFor(MAX_STOP.toNanos(), TimeUnit.NANOSECONDS)) {
        script.destroyForcibly();
      }
    } catch (InterruptedException e) {
      interrupted = true; // the end of the pipe does its work without us
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Reads on until the end: a server whose log nobody reads stands still when the pipe is full. */
  private void readLog() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read(line);
      }
    } catch (IOException e) {
      log.add("(" + e + ")");
    } finally {
      ready.complete(false);
    }
  }

  private void read(String line) {
    if (!pid.isDone() && line.startsWith(PID_MARK)) {
      pid.complete(Long.valueOf(line.substring(PID_MARK.length())));
      return;
    }
    log.add(line);
    if (line.contains(READY_MARK)) {
      ready.complete(true);
    }
  }

  private static String guard() throws IOException {
    try (InputStream in = GuardedProcess.class.getResourceAsStream("guard.sh")) {
      if (in == null) {
        throw new IOException("resource: no guard.sh (expected: beside this class)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
