package dev.aside.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Another JVM that has started a server and waits to be killed. */
final class ForkedServer implements AutoCloseable {
  private final Process jvm;
  private final BufferedReader output;

  private ForkedServer(Process jvm) {
    this.jvm = jvm;
    this.output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What the other JVM runs: it says the server's process, port and data directory. */
  public static void main(String[] arguments) throws IOException {
    RedisProcess redis = RedisProcess.builder().cacheFolder(Path.of(arguments[0])).start();
    System.out.println(redis.pid());
    System.out.println(redis.port());
    System.in.read(); // until we are killed, or whoever started us has gone
  }

  static ForkedServer start(Path cacheFolder) throws IOException {
    return start(cacheFolder, Map.of());
  }

  static ForkedServer start(Path cacheFolder, Map<String, String> environment) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ForkedServer.class.getName(),
            cacheFolder.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return new ForkedServer(builder.start());
  }

  /** The next thing it said, as a number. */
  long next() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the other JVM has ended");
    }
    return Long.parseLong(line);
  }

  /** Ends the JVM by SIGKILL, which it cannot notice. */
  void kill() {
    jvm.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    jvm.destroyForcibly();
    output.close();
  }
}
