package dev.aside.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * C1 and C2: this process loads while it commits version 1 and invalidates, and no announcement has
 * come in yet. The writer does not join the load of before, and what that brings is not kept.
 */
@JCStressTest
@Outcome(
    id = {"0, 1, 1", "1, 1, 1"},
    expect = ACCEPTABLE,
    desc = "its own invalidation is read")
@Outcome(id = "., 0, .", expect = FORBIDDEN, desc = "the writer joined a load of before")
@Outcome(id = "., ., 0", expect = FORBIDDEN, desc = "version 0 was kept")
@State
public class LoadAgainstInvalidate {
  private final World world = new World(World.Announcements.HELD);

  @Actor
  public void reader(III_Result seen) {
    seen.r1 = world.get();
  }

  @Actor
  public void writer(III_Result seen) {
    world.commit();
    world.invalidate();
    seen.r2 = world.get();
  }

  @Arbiter
  public void later(III_Result seen) {
    seen.r3 = world.get();
  }
}
