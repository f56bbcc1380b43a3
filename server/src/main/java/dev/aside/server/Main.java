package dev.aside.server;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The program {@code aside}. */
public final class Main {
  private Main() {}

  /**
   * Runs one command. Exit status: 0 done, 1 the server could not start, 2 the command line or a
   * setting is wrong; then one line on standard error says why.
   */
  public static void main(String[] arguments) {
    ConsoleLog.install();
    System.exit(run(arguments, System.getenv()));
  }

  static int run(String[] arguments, Map<String, String> environment) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return CommandLines.of(environment, out, err).execute(arguments);
  }
}
