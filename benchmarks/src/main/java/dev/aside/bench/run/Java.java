package dev.aside.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of this machine's JVM. Stateless. */
public final class Java {
  private Java() {}

  /** {@code java options -cp path main arguments}, with what every one of our JVMs is told. */
  public static List<String> command(
      List<String> options, ClassPath path, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    int feature = Runtime.version().feature();
    if (feature >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    if (feature >= 24) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(options);
    command.add("-cp");
    command.add(path.argument());
    command.add(main);
    command.addAll(arguments);
    return command;
  }
}
