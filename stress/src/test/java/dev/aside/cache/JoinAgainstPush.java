package dev.aside.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The join rule: flights of two keys wait for answers when the I/O thread handles a change of key
 * 1, and then the answer to a later question. A reader may join a flight by a new barrier only if
 * no change was heard of before it, so the barrier is read first.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the barrier was old: both read on their own")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "joined where nothing has changed")
@Outcome(id = "1, .", expect = FORBIDDEN, desc = "joined a read from before the change")
@State
public class JoinAgainstPush {
  private final World world = new World(World.Announcements.HELD);

  public JoinAgainstPush() {
    world.holdAnswers();
    world.coherence.barrier(StillTime.TOO_LONG_AGO);
    world.begin(1);
    world.begin(2);
  }

  /** Reads what is changed, and then what is not. */
  @Actor
  public void reader(II_Result joined) {
    joined.r1 = world.begin(1) ? 0 : 1;
    joined.r2 = world.begin(2) ? 0 : 1;
  }

  /** The I/O thread. */
  @Actor
  public void push() {
    world.coherence.announce(World.name(1));
    world.coherence.barrier(StillTime.NOW);
  }
}
