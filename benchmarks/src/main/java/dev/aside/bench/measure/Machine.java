package dev.aside.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The machine, in words for a reader of the figures. Stateless. */
public final class Machine {
  private Machine() {}

  /** One fact a line. */
  public static List<String> facts() {
    List<String> facts = new ArrayList<>();
    facts.add(
        "Processor: %s, %d cores"
            .formatted(processor(), Runtime.getRuntime().availableProcessors()));
    String memory = memory();
    if (!memory.isEmpty()) {
      facts.add("Memory: " + memory);
    }
    facts.add(
        "System: %s %s (%s)"
            .formatted(property("os.name"), property("os.version"), property("os.arch")));
    facts.add("JDK: %s, %s".formatted(property("java.vm.name"), property("java.runtime.version")));
    return facts;
  }

  private static String processor() {
    return fact(Path.of("/proc/cpuinfo"), "model name", "unknown");
  }

  private static String memory() {
    String kib = fact(Path.of("/proc/meminfo"), "MemTotal", "").replaceAll("\\D", "");
    return kib.isEmpty()
        ? ""
        : String.format(Locale.ROOT, "%.0f GiB", Long.parseLong(kib) / 1024.0 / 1024);
  }

  private static String fact(Path file, String name, String otherwise) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name)) {
          return line.substring(line.indexOf(':') + 1).trim();
        }
      }
    } catch (IOException notLinux) {
      return otherwise;
    }
    return otherwise;
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }
}
