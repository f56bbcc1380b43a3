package dev.aside.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * C3, the serve rule: the connection has been silent for too long, is given up, and another one
 * takes its place, with a new barrier and a new epoch. What changed in between was announced to
 * nobody, so that no copy of the old epoch may be served by the new barrier.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "not served")
@Outcome(id = "1", expect = FORBIDDEN, desc = "a copy of the old epoch, by the new one's barrier")
@State
public class ServeAgainstReconnection {
  private final Tier tier = new Tier(StillTime.TOO_LONG_AGO, 1);

  /** A reader. */
  @Actor
  public void reader(I_Result seen) {
    seen.r1 = tier.get(1);
  }

  /** The I/O thread, in the order of {@code TrackedReads}. */
  @Actor
  public void reconnection() {
    tier.coherence.epoch(0);
    tier.interrupted();
    tier.coherence.barrier(StillTime.NOW);
    tier.coherence.epoch(2);
  }
}
