package dev.aside.cache;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * When a value past its time, or near it, may still be served. Decides from facts alone, so that a
 * table of cases tests it. Immutable.
 *
 * <p>The two windows begin when the value's freshness ends, and mean what they mean in HTTP (RFC
 * 5861 sections 3 and 4). The early refresh is XFetch: Vattani, Chierichetti, Lowenstein, "Optimal
 * Probabilistic Cache Stampede Prevention", VLDB 2015.
 */
final class StalePolicy {
  private final long whileRevalidateMillis;
  private final long ifErrorMillis;
  private final Predicate<Throwable> forgivable;
  private final double beta;

  StalePolicy(
      Duration whileRevalidate, Duration ifError, Predicate<Throwable> forgivable, double beta) {
    this.whileRevalidateMillis = whileRevalidate.toMillis();
    this.ifErrorMillis = ifError.toMillis();
    this.forgivable = forgivable;
    this.beta = beta;
  }

  /** For how long after its freshness a value is kept. */
  long windowMillis() {
    return Math.max(whileRevalidateMillis, ifErrorMillis);
  }

  /** Whether a load that failed so may be answered with a stale value. */
  boolean forgives(Throwable failure) {
    return forgivable.test(failure);
  }

  /**
   * What to do with a value.
   *
   * @param nowMillis the server's clock; 0: not known
   * @param chance draws from [0, 1); asked only for values with time left
   */
  Verdict judge(Frame.Stored found, long nowMillis, DoubleSupplier chance) {
    long soft = found.softExpiry();
    if (found.payload() == null || (nowMillis == 0 && windowMillis() == 0)) {
      return (soft > nowMillis) ? Verdict.SERVE : Verdict.LOAD;
    }
    if (nowMillis > 0 && soft > nowMillis) {
      return (soft - nowMillis <= earlinessMillis(found.loadMillis(), chance.getAsDouble()))
          ? Verdict.SERVE_AND_REFRESH
          : Verdict.SERVE;
    }
    return stale(found, nowMillis);
  }

  private Verdict stale(Frame.Stored found, long nowMillis) {
    if (nowMillis == 0) {
      return (ifErrorMillis > 0) ? Verdict.LOAD_ELSE_SERVE : Verdict.LOAD;
    }
    if (nowMillis >= found.hardExpiry()) {
      return Verdict.LOAD;
    }
    // Softened values have lost the end of their freshness, but not that of their windows.
    long end = (found.softExpiry() > 0) ? found.softExpiry() : found.hardExpiry() - windowMillis();
    boolean softened = found.softExpiry() == 0;
    long staleMillis = nowMillis - end;
    if (whileRevalidateMillis > 0 && (softened || staleMillis < whileRevalidateMillis)) {
      return Verdict.SERVE_AND_REFRESH;
    }
    return (ifErrorMillis > 0 && (softened || staleMillis < ifErrorMillis))
        ? Verdict.LOAD_ELSE_SERVE
        : Verdict.LOAD;
  }

  /**
   * How long before its end a value that took {@code loadMillis} to load is to be replaced: drawn
   * anew each time, longer for slow loads, so that one reader of many replaces it before all miss.
   *
   * @param chance from [0, 1)
   */
  long earlinessMillis(long loadMillis, double chance) {
    if (beta == 0 || loadMillis <= 0) {
      return 0;
    }
    double early = -loadMillis * beta * Math.log(1 - chance); // 1 - chance is never 0
    return (long) Math.min(early, Settings.MAX_TTL.toMillis());
  }
}
