package dev.aside.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which process group a process is in: Ctrl-C in a terminal goes to all of one group. */
final class ProcessGroup {
  private ProcessGroup() {}

  static long of(long pid) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (Files.exists(stat)) { // Linux, where ps need not be installed
      String line = Files.readString(stat);
      return Long.parseLong(line.substring(line.lastIndexOf(')') + 2).split(" ", 4)[2]);
    }
    Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
    byte[] output = ps.getInputStream().readAllBytes();
    return Long.parseLong(new String(output, StandardCharsets.US_ASCII).strip());
  }
}
