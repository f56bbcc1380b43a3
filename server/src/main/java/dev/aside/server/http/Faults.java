package dev.aside.server.http;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs a fault when it is seen first, and then at its 10th, 100th, ... time, so that an outage does
 * not fill the log. Thread-safe.
 */
public final class Faults {
  /** Kinds told apart; further ones are one kind. */
  private static final int MAX_KINDS = 1_000;

  private static final System.Logger LOGGER = System.getLogger(Faults.class.getName());

  private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

  /**
   * Notes one fault.
   *
   * @param what failed, in words of our own: neither values nor paths from outside
   * @param error why
   */
  public void note(String what, Throwable error) {
    String kind = what + " " + root(error).getClass().getName();
    String key = (counts.size() < MAX_KINDS || counts.containsKey(kind)) ? kind : "other";
    long times = counts.computeIfAbsent(key, any -> new AtomicLong()).incrementAndGet();
    if (isPowerOfTen(times)) {
      LOGGER.log(Level.WARNING, what + (times == 1 ? "" : " (" + times + " times)"), error);
    }
  }

  private static Throwable root(Throwable error) {
    Throwable root = error;
    for (int i = 0; i < 20 && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean isPowerOfTen(long number) {
    long rest = number;
    while (rest > 1 && rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }
}
