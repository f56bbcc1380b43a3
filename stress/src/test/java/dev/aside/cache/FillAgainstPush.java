package dev.aside.cache;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * C1 and the insert rule: a load is filled, read back and copied while another process commits and
 * invalidates. Whatever the load has seen, version 0 is cached nowhere afterwards.
 */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 1"},
    expect = ACCEPTABLE,
    desc = "the next reader gets version 1")
@Outcome(id = "., 0", expect = FORBIDDEN, desc = "version 0 was kept")
@State
public class FillAgainstPush {
  private final World world = new World(World.Announcements.AT_ONCE);

  @Actor
  public void reader(II_Result seen) {
    seen.r1 = world.get();
  }

  @Actor
  public void otherProcess() {
    world.commit();
    world.invalidateElsewhere();
  }

  @Arbiter
  public void later(II_Result seen) {
    seen.r2 = world.get();
  }
}
