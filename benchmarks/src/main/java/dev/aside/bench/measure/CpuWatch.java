package dev.aside.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time from one moment to another: of the watched processes, of everybody else on this
 * machine, and what its host gave to other machines. Linux only; elsewhere nothing is known.
 * Immutable.
 */
public final class CpuWatch {
  private final long nanos = System.nanoTime();
  private final ProcFiles.Machine machine;
  private final long children;
  private final Map<Long, Long> watched = new LinkedHashMap<>();

  private CpuWatch(Collection<Long> pids) {
    long own = ProcessHandle.current().pid();
    // The machine first here, last in since(): an error makes others look busier, never idler.
    machine = machine();
    watched.put(own, ProcFiles.process(own));
    pids.forEach(pid -> watched.put(pid, ProcFiles.process(pid)));
    children = ProcFiles.children(own);
  }

  /** Begins to watch {@code pids} and this process. */
  public static CpuWatch start(Collection<Long> pids) {
    return new CpuWatch(pids);
  }

  /** What was used from the start until now. */
  public Usage stop() {
    Map<Long, Double> seconds = new LinkedHashMap<>();
    long ours = ProcFiles.children(ProcessHandle.current().pid()) - children;
    for (Map.Entry<Long, Long> before : watched.entrySet()) {
      long ticks = Math.max(0, ProcFiles.process(before.getKey()) - before.getValue());
      seconds.put(before.getKey(), ticks / ProcFiles.TICKS_PER_SECOND);
      ours += ticks;
    }
    ProcFiles.Machine now = machine();
    double wall = (System.nanoTime() - nanos) / 1e9;
    double capacity =
        wall * ProcFiles.TICKS_PER_SECOND * Runtime.getRuntime().availableProcessors();
    double others = Math.max(0, now.busy() - machine.busy() - ours) / capacity;
    double stolen = (now.stolen() - machine.stolen()) / capacity;
    return new Usage(wall, others, stolen, seconds);
  }

  private static ProcFiles.Machine machine() {
    if (!ProcFiles.isThere()) {
      return new ProcFiles.Machine(0, 0);
    }
    try {
      return ProcFiles.machine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this machine tells. */
  public static boolean isAvailable() {
    return ProcFiles.isThere();
  }

  /** Bytes of memory that a process has in use (RSS); 0 where this is not known. */
  public static long residentBytes(long pid) {
    return ProcFiles.residentBytes(pid);
  }

  /**
   * Use of the processors during one stretch. Immutable.
   *
   * @param seconds how long it was
   * @param others the part of the machine that processes had which are not ours, 0 to 1
   * @param stolen the part of the machine that its host gave away, 0 to 1
   * @param cpuSeconds processor time of each watched process
   */
  public record Usage(double seconds, double others, double stolen, Map<Long, Double> cpuSeconds) {
    /** More than this part of the machine in other hands, and a round says nothing. */
    static final double MAX_OTHERS = 0.08;

    static final double MAX_STOLEN = 0.03;

    /** Processor time of one watched process. */
    public double cpuSecondsOf(long pid) {
      return cpuSeconds.getOrDefault(pid, 0.0);
    }

    /** Whether somebody else had too much of the machine. */
    public boolean isDisturbed() {
      return others > MAX_OTHERS || stolen > MAX_STOLEN;
    }
  }
}
