package dev.aside.server.live;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts sessions, in all and by remote address. Thread-safe. */
public final class SessionLimits {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger total = new AtomicInteger();
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  private SessionLimits(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** Limits in all and for one address. */
  public static SessionLimits of(int most, int mostPerAddress) {
    return new SessionLimits(most, mostPerAddress);
  }

  /** Sessions now. */
  public int count() {
    return total.get();
  }

  /**
   * Whether one session more is within the limits; if so it is counted until {@link #leave}.
   * Loopback is only limited in all: it stands for a proxy on this machine, and so for many.
   */
  public boolean enter(String address) {
    if (total.incrementAndGet() > most) {
      total.decrementAndGet();
      return false;
    }
    int mine = byAddress.merge(address, 1, Integer::sum);
    if (mine > mostPerAddress && !isLoopback(address)) {
      leave(address);
      return false;
    }
    return true;
  }

  /** One of them less. */
  public void leave(String address) {
    total.decrementAndGet();
    byAddress.computeIfPresent(address, (any, count) -> (count == 1) ? null : count - 1);
  }

  private static boolean isLoopback(String address) {
    return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
  }
}
