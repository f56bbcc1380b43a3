package dev.aside.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Processor time as Linux counts it, in ticks of 10 ms. Stateless. */
final class ProcFiles {
  /** What the kernel shows to programs, whatever it uses itself (USER_HZ). */
  static final double TICKS_PER_SECOND = 100;

  private static final Path STAT = Path.of("/proc/stat");
  private static final int IDLE = 3;
  private static final int IOWAIT = 4;
  private static final int STEAL = 7;

  private ProcFiles() {}

  static boolean isThere() {
    return Files.isReadable(STAT);
  }

  /** Ticks of all processors that were busy, and those that another machine had instead. */
  record Machine(long busy, long stolen) {}

  static Machine machine() throws IOException {
    String[] first = Files.readAllLines(STAT).get(0).trim().split("\\s+");
    long[] ticks = Arrays.stream(first).skip(1).mapToLong(Long::parseLong).toArray();
    long busy = 0;
    for (int i = 0; i < STEAL; i++) { // what follows is part of user and nice
      if (i != IDLE && i != IOWAIT) {
        busy += ticks[i];
      }
    }
    return new Machine(busy, ticks[STEAL]);
  }

  /** Ticks that a process has used; 0 if it is gone. */
  static long process(long pid) {
    long[] fields = fields(pid);
    return fields[0] + fields[1];
  }

  /** Ticks of the ended children that a process has waited for. */
  static long children(long pid) {
    long[] fields = fields(pid);
    return fields[2] + fields[3];
  }

  /** utime, stime, cutime, cstime */
  private static long[] fields(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The second field is a name in parentheses that may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).toArray();
    } catch (IOException | RuntimeException gone) {
      return new long[4];
    }
  }

  /** Bytes of memory that a process has in use; 0 if it is gone. */
  static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException gone) {
      return 0;
    }
    return 0;
  }
}
