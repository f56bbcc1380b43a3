package dev.aside.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The insert rule: version 0 has been read from the server, and its answer arrives while the change
 * that came after it is announced. The late insert finds its flight marked, or is removed: a copy
 * of version 0 that stays would be served until its TTL.
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "not kept")
@Outcome(id = "0", expect = FORBIDDEN, desc = "a copy that nobody will ever take away")
@State
public class InsertAgainstPush {
  private final World world = new World(World.Announcements.HELD).withOldValueAtTheServer();

  public InsertAgainstPush() {
    world.holdAnswers();
    world.begin(1);
    world.invalidateElsewhere();
  }

  @Actor
  public void answer() {
    world.answer();
  }

  @Actor
  public void push() {
    world.coherence.announce(World.name(1));
  }

  @Arbiter
  public void later(I_Result seen) {
    seen.r1 = world.copy();
  }
}
