package dev.aside.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * C3, the serve rule: the barrier is too old to be served by, until the I/O thread has handled a
 * change of key 1 and then the answer to a later question. Whoever reads the copy first and the
 * barrier second serves what was taken away in between.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the barrier was old")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the barrier was new, the changed key gone")
@Outcome(id = "1, .", expect = FORBIDDEN, desc = "a change before the barrier was not heeded")
@State
public class ServeAgainstPush {
  private final Tier tier = new Tier(StillTime.TOO_LONG_AGO, 1, 2);

  /** Reads what is changed, and then what is not. */
  @Actor
  public void reader(II_Result seen) {
    seen.r1 = tier.get(1);
    seen.r2 = tier.get(2);
  }

  /** The I/O thread. */
  @Actor
  public void push() {
    tier.remove(1);
    tier.coherence.barrier(StillTime.NOW);
  }
}
