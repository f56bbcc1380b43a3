package dev.aside.bench.start;

import dev.aside.bench.run.ClassPath;
import dev.aside.bench.run.Java;
import java.util.List;

/**
 * A server that can be started. Immutable.
 *
 * @param name as the table shows it
 * @param options for its JVM
 * @param path its class path
 * @param main its main class
 * @param arguments of the main class
 */
record Program(
    String name, List<String> options, ClassPath path, String main, List<String> arguments) {
  List<String> command() {
    return Java.command(options, path, main, arguments);
  }

  /** The same with one more option. */
  Program with(String named, String option) {
    return new Program(named, List.of(option), path, main, arguments);
  }
}
