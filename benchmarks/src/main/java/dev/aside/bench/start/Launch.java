package dev.aside.bench.start;

import dev.aside.bench.measure.CpuWatch;
import dev.aside.bench.run.Metrics;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One start of a server, until it has answered a request from Redis. Confined to one thread. */
final class Launch implements Closeable {
  static final String MILLIS = "millis";
  static final String MIB = "mib";

  private static final Pattern READY =
      Pattern.compile("(?:port |listening on http://127\\.0\\.0\\.1:)(\\d+)");

  private static final Duration MAX_START = Duration.ofMinutes(3);

  /** A JVM that writes an archive at its end takes its time. */
  private static final Duration MAX_END = Duration.ofMinutes(3);

  private static final int TRY_MILLIS = 2;

  private final Process process;
  private final Thread killer;

  private Launch(Process process) {
    this.process = process;
    killer = new Thread(process::destroyForcibly, "end of a server");
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /** Starts, asks, and takes time and memory; the server is ended. */
  static Metrics measure(Program program, Path log)
      throws IOException, InterruptedException, TimeoutException {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(program.command())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try (Launch launch = new Launch(process)) {
      int port = launch.port();
      while (!answers(port)) {
        if (System.nanoTime() - began > MAX_START.toNanos()) {
          throw new TimeoutException(program.name() + ": no answer within " + MAX_START);
        }
        TimeUnit.MILLISECONDS.sleep(TRY_MILLIS);
      }
      double millis = (System.nanoTime() - began) / 1e6;
      double mib = CpuWatch.residentBytes(process.pid()) / 1024.0 / 1024;
      return Metrics.NONE.with(MILLIS, millis).with(MIB, (mib == 0) ? Double.NaN : mib);
    }
  }

  private int port() throws InterruptedException, TimeoutException {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(port), "output of a server");
    reader.setDaemon(true);
    reader.start();
    try {
      return port.get(MAX_START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The server has ended", e.getCause());
    }
  }

  /** To the end: a server whose output nobody reads stands still when the pipe is full. */
  private void read(CompletableFuture<Integer> port) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          port.complete(Integer.valueOf(ready.group(1)));
        }
      }
      port.completeExceptionally(new IOException("no line with a port"));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET /users/42 HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Asks the server to end, as an operator does, and waits: it may write an archive. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(MAX_END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }
}
