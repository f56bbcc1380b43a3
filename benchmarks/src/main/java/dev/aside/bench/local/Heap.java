package dev.aside.bench.local;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What is alive on the heap of this process. Stateless. */
final class Heap {
  /** References from one collection's finds to the next: after so many the rest stays. */
  private static final int COLLECTIONS = 4;

  private static final int STRING = 24;
  private static final int ARRAY_HEADER = 16;
  private static final int ALIGNMENT = 8;

  private Heap() {}

  /** Bytes in use after collecting what is not. */
  static long used() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** What a text of this many ASCII characters takes, on a JVM with its usual headers. */
  static long ofText(int length) {
    return STRING + (ARRAY_HEADER + length + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
  }
}
