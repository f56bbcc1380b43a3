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
 * C2: while this process invalidates, another of its callers reads version 0 from the server just
 * before the server removes it, and the answer arrives when the invalidation ends; no announcement
 * has come in yet. Whoever reads after the invalidation gets version 1.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "its own invalidation is read")
@Outcome(id = "0, .", expect = FORBIDDEN, desc = "the writer reads what it has invalidated")
@Outcome(id = "., 0", expect = FORBIDDEN, desc = "version 0 was kept")
@State
public class ReadAgainstInvalidate {
  private final World world = new World(World.Announcements.HELD).withOldValueAtTheServer();

  public ReadAgainstInvalidate() {
    world.readWhileRemoving();
  }

  @Actor
  public void answer() {
    world.answer();
  }

  @Actor
  public void writer(II_Result seen) {
    world.commit();
    world.invalidate();
    seen.r1 = world.get();
  }

  @Arbiter
  public void later(II_Result seen) {
    seen.r2 = world.get();
  }
}
